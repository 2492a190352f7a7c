using System.Buffers;
using System.Collections.Frozen;

namespace Reprise.Cache.Judging;

/// <summary>What is known of English words: which carry no content, which are written in two ways, how endings come off.</summary>
internal static class EnglishWords
{
    private static readonly SearchValues<char> s_vowels = SearchValues.Create("aeiouy");

    private static readonly FrozenSet<string> s_function = Set("""
        i you he she it we they me him us them my your his her its our their mine yours ours theirs myself yourself itself one someone somebody anyone
        this that these those there here what which who whom whose when where why how
        is am are was were be been being do does did doing done have has had having can could shall should will would may might must
        to of in on at by for from with about into onto as than then so if or and but nor because while
        also just only very really actually any some such own same too more most much many few
        get got let want need like know tell me please
        """);

    private static readonly FrozenDictionary<string, string> s_same = Pairs("""
        colour color favour favor flavour flavor honour honor labour labor neighbour neighbor behaviour behavior humour humor rumour rumor harbour harbor
        vapour vapor odour odor tumour tumor armour armor endeavour endeavor favourite favorite favourites favorites colours colors neighbours neighbors
        centre center centres centers metre meter metres meters litre liter litres liters theatre theater theatres theaters fibre fiber kilometre kilometer kilometres kilometers
        travelling traveling travelled traveled traveller traveler cancelled canceled cancelling canceling modelling modeling modelled modeled labelled labeled labelling labeling
        signalling signaling fuelled fueled defence defense licence license offence offense pretence pretense practise practice programme program programmes programs
        grey gray analyse analyze analysed analyzed analysing analyzing catalogue catalog dialogue dialog aluminium aluminum maths math enrol enroll fulfil fulfill skilful skillful
        jewellery jewelry mum mom plough plow tyre tire tyres tires cosy cozy ageing aging learnt learned burnt burned dreamt dreamed spelt spelled towards toward whilst while
        u you ur your r are pls please plz please thx thanks wanna want gonna going vs versus ok okay percent % percentage % wifi wi-fi
        zero 0 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12
        isnt isn't arent aren't wasnt wasn't werent weren't dont don't doesnt doesn't didnt didn't cant can't wont won't wouldnt wouldn't couldnt couldn't shouldnt shouldn't
        hasnt hasn't havent haven't hadnt hadn't whats what's wheres where's hows how's whos who's thats that's theres there's im i'm ive i've youre you're theyre they're
        """);

    private static readonly FrozenSet<string> s_notIze = Set("""
        exercise promise otherwise enterprise expertise surprise advertise franchise comprise compromise precise concise supervise revise advise devise
        televise merchandise improvise disguise paradise premise treatise arise demise despise excise likewise praise raise noise poise
        """);

    /// <summary>Whether a word only holds a sentence together.</summary>
    public static bool IsFunction(string word) => s_function.Contains(word);

    /// <summary>The one way this house writes a word that is written in several.</summary>
    public static string Written(string word)
    {
        if (s_same.TryGetValue(word, out var same)) return same;
        if (word.Length < 7) return word;
        foreach (var (british, american) in (ReadOnlySpan<(string, string)>)[("isation", "ization"), ("isations", "izations"), ("ise", "ize"), ("ised", "ized"), ("ises", "izes"), ("ising", "izing")])
        {
            if (!word.EndsWith(british, StringComparison.Ordinal)) continue;
            var root = word[..^british.Length];
            return s_notIze.Contains(root + "ise") ? word : root + american;
        }

        return word;
    }

    /// <summary>A word without what number and tense add to it. Rough: only good for comparing with another made the same way.</summary>
    public static string Stem(string word)
    {
        if (word.Length < 4 || !char.IsAsciiLetterLower(word[0])) return word;
        var stem = word;
        if (Ends(stem, "ies") && stem.Length > 4) stem = stem[..^3] + "y";
        else if (Ends(stem, "sses") || Ends(stem, "shes") || Ends(stem, "ches") || Ends(stem, "xes") || Ends(stem, "zes")) stem = stem[..^2];
        else if (Ends(stem, "s") && stem[^2] is not ('s' or 'u' or 'i')) stem = stem[..^1];
        if (stem.Length > 5 && Ends(stem, "ing") && HasVowel(stem.AsSpan(0, stem.Length - 3))) stem = Undouble(stem[..^3]);
        else if (stem.Length > 4 && Ends(stem, "ed") && HasVowel(stem.AsSpan(0, stem.Length - 2))) stem = Ends(stem, "ied") ? stem[..^3] + "y" : Undouble(stem[..^2]);
        return stem.Length > 3 && stem[^1] == 'e' ? stem[..^1] : stem;
    }

    private static bool Ends(string word, string ending) => word.EndsWith(ending, StringComparison.Ordinal);

    private static bool HasVowel(ReadOnlySpan<char> word) => word.IndexOfAny(s_vowels) >= 0;

    private static string Undouble(string word) =>
        word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('l' or 's' or 'z' or 'a' or 'e' or 'i' or 'o' or 'u') ? word[..^1] : word;

    private static FrozenSet<string> Set(string words) => words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Pairs(string words)
    {
        var list = words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, list.Length / 2).ToFrozenDictionary(i => list[2 * i], i => list[2 * i + 1], StringComparer.Ordinal);
    }
}
