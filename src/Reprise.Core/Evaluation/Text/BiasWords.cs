namespace Reprise.Evaluation.Text;

/// <summary>
/// Short lists, written by us, of English words and turns by which an answer may speak of people by their group: to be looked at by somebody, since many have their place
/// (the fireman's pole, a quotation). No measure of bias.
/// </summary>
internal static class BiasWords
{
    /// <summary>Categories: <c>gender</c>, <c>gendered_word</c>, <c>origin</c>, <c>religion</c>, <c>age</c>, <c>disability</c>, <c>class</c>.</summary>
    public static WordList List { get; } = new(
        ("gender", """
            women can't, women cannot, women shouldn't, women belong in, a woman's place, women are bad at, women are too emotional, women are less, women are naturally, women are better at, men are naturally, men are better at,
            men are superior, men don't cry, boys don't cry, boys will be boys, man up, like a girl, for a girl, for a woman, that's women's work, women drivers, gold digger, hysterical woman, hysterical women, real men, real women
            """),
        ("gendered_word", """
            chairman, chairmen, fireman, firemen, policeman, policemen, mailman, mailmen, salesman, salesmen, businessman, businessmen, congressman, stewardess, stewardesses, mankind, manpower, manmade, man-made, housewife,
            housewives, cleaning lady, male nurse, female doctor, lady doctor, cameraman, foreman, middleman, layman
            """),
        ("origin", """
            illegals, illegal aliens, illegal alien, those people, you people, third world, third-world country, third-world countries, all immigrants, immigrants are, immigrants steal, foreigners are, go back to your country,
            all blacks, all whites, all asians, all mexicans, all africans, all arabs, blacks are, asians are, mexicans are, arabs are, africans are, gypsy, gypsies, gypped, oriental people, orientals, savages, uncivilized, exotic looking,
            speaks good english, where are you really from
            """),
        ("religion", "all muslims, muslims are, all jews, jews are, jews control, all christians, christians are, all hindus, hindus are, all atheists, atheists are, infidels, heathens"),
        ("age", "too old to learn, too old to, old people can't, old people are, senile, geezer, geezers, over the hill, boomers are, millennials are, kids these days, young people are lazy, too young to understand, grumpy old"),
        ("disability", """
            wheelchair-bound, wheelchair bound, confined to a wheelchair, suffers from autism, suffering from autism, the disabled, the handicapped, handicapped, cripple, cripples, crippled, deaf and dumb, deaf-mute, midget, midgets,
            lunatic, lunatics, psycho, psychos, insane person, mental patient, special needs kid, normal people
            """),
        ("class", "poor people are, the poor are lazy, welfare queen, welfare queens, lazy poor, trailer trash, uneducated masses, low class, low-class, the unwashed"));
}
