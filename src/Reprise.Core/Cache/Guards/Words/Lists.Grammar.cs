namespace Reprise.Cache.Guards.Words;

/// <summary>
/// What the guards know about English, written down by hand for this project from grammar and general knowledge; nothing is taken from data sets or other
/// people's lists. A word stands here because of what it is, never because a test has it.
/// </summary>
internal static partial class Lists
{
    /// <summary>Words that say little by themselves.</summary>
    public const string Stop = """
        a an the is are was were be been being am do does did done doing have has had having will would shall should can could may might must ought
        i you he she it we they me him us them my your his her its our their mine yours hers ours theirs myself yourself himself herself itself ourselves themselves
        one oneself this that these those there here what which who whom whose when where why how if whether so as than then too also just very really quite rather
        some any each both such own same other another else ever even still yet only about around at by for from in into of off on onto out over to toward towards
        under up upon with within between among through during against across along behind beyond near via per and or but because while although though since until
        please actually basically simply exactly get got gets getting let lets need needs want wants like would kindly hey hi hello ok okay well thing things
        anyone someone somebody anybody something anything everyone everybody everything way ways kind sort type
        """;

    public const string Directed = "to from into onto than by over under before after of for in without if using through against via toward towards on off behind above below";

    /// <summary>Both sides of these may be exchanged.</summary>
    public const string Symmetric = "and or vs versus nor with plus";

    public const string Auxiliary = "do does did is are was were has have had can could will would should shall may might must am be been";

    public const string Pronouns = "i you he she it we they me him us them one";

    /// <summary>Turn what follows around.</summary>
    public const string Negations = "not no never without neither none nobody nothing nowhere non nope sans cannot";

    /// <summary>Content words that do so too.</summary>
    public const string SoftNegations = """
        fail failure refuse refusal avoid lack deny denial unable stop prevent hardly rarely barely scarcely seldom cease forbid prohibit decline except exception exempt exemption exclude exclusion quit neglect
        omit omission absent absence devoid unwilling abstain abandon oppose opponent opposition ban reject rejection skip missing incapable inability nonexistent disallow disagree outside ineligible withhold
        unable cannot impossible devoid refrain contrary unless barring sans minus notwithstanding despite
        """;

    /// <summary>Say for how much something holds. One that stands in one text alone changes what is said.</summary>
    public const string Limits = "only solely merely exclusively strictly alone partly partially";

    /// <summary>Adjectives with forms in -er and -est.</summary>
    public const string Comparable = """
        high tall low short long wide broad narrow thick thin fat slim deep shallow heavy light fast quick slow hot warm cold cool strong weak hard tough easy simple soft rough smooth sharp dull bright
        clever smart dark loud quiet rich poor cheap full clean dirty wet dry fresh safe risky healthy unhealthy sick happy unhappy sad pretty ugly brave kind cruel rude near close large big small tiny old new young
        early late great fine nice cute funny busy lazy noisy costly friendly strange rare common mild severe tight loose steep flat huge mean wealthy lovely likely crazy dumb stupid dense strict
        """;

    /// <summary>Begin like a negative word and are none.</summary>
    public const string NoPrefix = """
        inform input import inside income indoor instance intend invoice increase individual improve important impact discover display discuss distance dispatch
        district under understand union unit uniform university unite unique until mission misery install instead indeed include invest inspire intent intern
        interest internet interval into invent invite involve insert inspect instant insight inspire image immediate immense imply impress impose ireland iron
        dish disk disc disease dispute mister missile miss uncle indie india indian inch infant inflation influence initial inner innovation interact interior
        interpret intro introduce inventory item non none noon nonce unless insist institute instruct insurance index
        """;

    /// <summary>Forms no rule finds: each line a word and its forms.</summary>
    public const string Irregular = """
        begin began begun
        break broke broken
        bring brought
        build built
        buy bought
        catch caught
        choose chose chosen
        come came
        die dies died dying
        draw drew drawn
        drink drank drunk
        drive drove driven
        eat ate eaten
        fall fell fallen
        feel felt
        fight fought
        find found
        fly flew flown
        forget forgot forgotten
        forbid forbade forbidden
        give gave given
        go went gone goes
        grow grew grown
        hear heard
        hide hid hidden
        hold held
        keep kept
        know knew known
        lead led
        learn learnt
        lend lent
        lie lying
        lose lost
        make made
        mean meant
        meet met
        pay paid
        rise rose risen
        run ran
        say said
        see saw seen
        sell sold
        send sent
        shoot shot
        shrink shrank shrunk
        sing sang sung
        sit sat
        sleep slept
        speak spoke spoken
        spend spent
        stand stood
        steal stole stolen
        swim swam swum
        take took taken
        teach taught
        tell told
        think thought
        throw threw thrown
        understand understood
        wake woke woken
        wear wore worn
        win won
        withhold withheld
        withdraw withdrew withdrawn
        bind bound
        deal dealt
        feed fed
        lay laid
        strike struck
        swear swore sworn
        tear tore torn
        weave wove woven
        write wrote written
        freeze froze frozen
        child children
        foot feet
        goose geese
        life lives
        knife knives
        man men
        mouse mice
        person people persons
        tooth teeth
        wife wives
        woman women
        leaf leaves
        wolf wolves
        datum data
        index indices indexes
        matrix matrices
        vertex vertices
        good better best
        bad worse worst
        far farther further farthest furthest
        many more most
        little less least
        minimum minimal minimize minimise min
        maximum maximal maximize maximise max
        advantage pro pros
        disadvantage con cons
        ascend asc ascending
        descend desc descending
        admin administrator
        app application applications apps
        doc document documents docs
        config configuration configurations configs
        repo repository repositories repos
        dir directory directories dirs
        db database databases dbs
        env environment environments
        info information
        ad advertisement advertisements advert adverts
        phone telephone telephones phones
        photo photograph photographs photos
        tv television televisions tvs
        kilogram kilogramme kg
        colour color colors colours
        favourite favorite
        organise organize
        analyse analyze
        behaviour behavior
        centre center
        """;
}
