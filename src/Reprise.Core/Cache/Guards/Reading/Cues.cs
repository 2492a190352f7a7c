using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Finds the words that turn a sentence around, and leaves those out that only look so: "not only", "no matter", "whether or not", "isn't it?".</summary>
internal static class Cues
{
    private static readonly ulong s_not = K("not"), s_no = K("no"), s_or = K("or"), s_nor = K("nor"), s_than = K("than"), s_instead = K("instead"), s_rather = K("rather"), s_of = K("of"), s_rid = K("rid"), s_get = K("get"),
        s_nothing = K("nothing"), s_but = K("but"), s_never = K("never"), s_mind = K("mind");

    private static readonly ulong[] s_afterNot = Sorted("only just merely simply"), s_afterNo = Sorted("matter doubt wonder problem. 1");

    public static int[] Find(ReadOnlySpan<Token> tokens)
    {
        List<int>? cues = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (IsCue(tokens, i)) (cues ??= []).Add(i);
        }

        return cues is null ? [] : [.. cues];
    }

    private static bool IsCue(ReadOnlySpan<Token> tokens, int i)
    {
        var form = tokens[i].Form;
        var next = i + 1 < tokens.Length ? tokens[i + 1].Form : 0;
        if (tokens[i].Has(TokenFlags.Code)) return false;
        if (tokens[i].Is(WordFlags.SoftNegation)) return true;
        if (form == s_instead || form == s_rather) return next == s_of || next == s_than;
        // "get rid of"
        if (form == s_rid) return next == s_of;
        if (!tokens[i].Is(WordFlags.Negation)) return false;
        if (form == s_not)
        {
            if (Array.BinarySearch(s_afterNot, next) >= 0) return false;
            if (i > 0 && tokens[i - 1].Form == s_or) return false;
            return !IsTag(tokens, i);
        }

        if (form == s_no) return Array.BinarySearch(s_afterNo, next) < 0;
        if (form == s_nothing) return next != s_but;
        if (form == s_never) return next != s_mind;
        return form != s_nor;
    }

    /// <summary>"…, isn't it?"</summary>
    private static bool IsTag(ReadOnlySpan<Token> tokens, int i) =>
        i > 2 && tokens[i - 1].Is(WordFlags.Auxiliary) && tokens[i - 1].Has(TokenFlags.AfterBreak) && (i == tokens.Length - 1 || i == tokens.Length - 2 && tokens[i + 1].Is(WordFlags.Pronoun));

    private static ulong K(string word) => KeyOf.Text(word);

    private static ulong[] Sorted(string words) => [.. words.Split(' ').Select(word => KeyOf.Text(word)).Order()];
}
