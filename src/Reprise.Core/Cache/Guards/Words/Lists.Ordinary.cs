namespace Reprise.Cache.Guards.Words;

internal static partial class Lists
{
    /// <summary>Everyday words beside those of the other lists. A word on none of them is taken for a possible name or term.</summary>
    public const string Ordinary = """
        able account achieve act action active activity actual address afford age ago agree air almost alone already also always amount animal apply area argue arm army around art article aspect
        assume attempt attention audience author average aware away baby bad bag balance ball bank base basic basis battle beat become bed begin behavior belief believe benefit big bill bird bit blog board
        body book border bottom box brain branch brand break brief bring budget build business busy button call camera camp campaign capital car card care career carry case category cell center central chair
        challenge chance change channel chapter character charge chart check choice choose church citizen city claim class clean clear click climate close clothes cloud club coach code collect college column
        combine come command comment common community compare compete complete computer concept concern condition conflict connect consider consist contact contain content context control cook copy core
        count couple course court cover create credit crime culture currency current customer cut cycle damage data date day deal death debate decade decide decision deep default define degree delay
        deliver demand depend describe design desk detail determine develop device diet difference different difficult digital dinner direct direction discover discuss distance doctor document door
        download draft drama draw dream dress drink drive drop drug early earn earth ease eat economy edge edit education effect effective effort egg electric element email emotion employee empty
        encounter energy engine enjoy enter entire entry environment equal equipment error escape essay estate event evidence exam example excellent exchange exercise exist expect experience expert explain
        express face fact factor fail fair faith family famous fan fashion fear feature feel field fight figure file film final finance fine finger fire firm fit flag flight floor flow focus follow
        food force foreign form format formula forward frame freedom fresh friend front fuel full fun function fund future game gap garden gas general generate gift girl glass goal gold government grade grammar
        great ground group grow growth guess guide habit hair half hand handle hang happen happy hard health heart heat heavy height hello hide high hire history hit hobby hold hole home hope host hour house
        huge human husband idea identify ignore illness image imagine impact improve include income increase industry influence information inside install instance interest internet interview invest invite
        involve island issue item job join joke journey judge jump justice key kick kill kitchen know knowledge label labor lake land language laptop large late laugh law layer lead learn leave legal length
        lesson letter level library license life light limit line link list listen live load loan local location log logic logo loss lot love low luck lunch machine mail main maintain major make manage map mark
        market marriage match material matter meal mean measure media medical medicine meet member memory mental mention menu message metal method middle military milk mind minute miss mistake mix mobile
        model modern moment money month mood moral morning mountain mouth move movement movie museum music name nation nature necessary network news night noise normal note notice novel number object observe
        obtain ocean offer office official oil online opinion opportunity option order organization origin outcome output owner package page pain paint pair paper parent park part party pass passion password past
        path patient pattern pay peace people perfect perform performance period permission person personal phone photo phrase physical pick picture piece place plan planet plant plastic platform play
        player plot poem point police policy political politics poor popular population position positive possible post power practice prefer prepare present president press pressure price principle print
        private prize problem procedure process produce product profession profile profit program progress project promise proof proper property propose prove provide public publish pull purchase
        purpose push quality quantity question quick quit quiz quote race rain raise range rate reach react reaction read ready reality reason receive recent recipe recommend record recover reduce refer
        reflect region relate relation relationship release religion remember remote remove repair repeat replace reply report represent request require research resource respect response rest restaurant
        result resume return review right ring rise risk river road rock role room root route row rule run safe salary sale salt sample save scale scan scene schedule school science score screen script sea
        search season seat secret section security seed select sell sense sentence separate series serious serve server service session set setting sex shape share sheet ship shoe shop shot shoulder
        show shower side sign signal similar simple singer site situation size skill skin sky sleep smell smile smoke social society software soil solution solve song sound source space speak special specific
        speech speed spell spend spirit sport spot spread stage standard star start state statement station statistic stay steal step stick stock stomach stone store storm story strategy stream street
        strength stress strike structure student study stuff style subject succeed success sugar suggest suit summary sun supply support suppose surface surgery surprise survive sweet system table talk target task tax
        teach teacher team tell template term test text theme theory thick think ticket time tip title tool topic total touch tour town track trade tradition traffic train transfer translate travel treat
        treatment tree trend trial trick trip trouble true trust truth try turn type understand university update upgrade use user usual valid value variable variety version video view village
        visit voice volume vote wait walk wall war wash watch water wave weak wealth weapon weather web website week weekend weight west whole wife wild win wind window wish woman wonder word work worker
        world worry worth write year young answer ask help create best good better top new old long short many much more most first last next near free cheap available useful important interesting
        become stay keep seem look watch hear feel taste sound appear remain turn happen occur exist belong own cost weigh measure contain hold fit suit match mean represent equal depend matter
        suitable capable accurate adequate appropriate consistent correct definite dependent direct efficient eligible equal experienced finite flexible formal sensitive significant sufficient tolerant valid
        visible voluntary honest obey qualify satisfied similar mature mobile moral mortal partial patient precise probable proper pure legible legitimate literate logical rational relevant responsible
        reversible behave calculate place fortune credible decisive attentive convenient coherent compatible comfort courage integrate interpret inform manage spell treat apply
        average regular daily popular famous successful beautiful healthy dangerous strange weird funny crazy stupid smart rare unique special particular certain various several enough
        """;
}
