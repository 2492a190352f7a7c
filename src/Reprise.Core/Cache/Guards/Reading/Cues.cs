using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Finds the words that turn a sentence around, and leaves those out that only look so: "not only", "no matter", "whether or not", "isn't it?".</summary>
internal static class Cues
{
    private static readonly ulong s_not = K("not"), s_no = K("no"), s_or = K("or"), s_nor = K("nor"), s_than = K("than"), s_instead = K("instead"), s_rather = K("rather"), s_of = K("of"), s_rid = K("rid"), s_get = K("get"),
        s_nothing = K("nothing"), s_but = K("but"), s_never = K("never"), s_mind = K("mind"), s_if = K("if"), s_why = K("why"), s_yet = K("yet"), s_to = K("to"), s_other = K("other"), s_far = K("far"), s_from = K("from"), s_out = K("out"), s_longer = K("longer"), s_free = K("free"), s_away = K("away"),
        s_separate = K("separate"), s_independent = K("independent"), s_independently = K("independently");

    private static readonly ulong[] s_afterNot = Sorted("only just merely simply"), s_afterNo = Sorted("matter doubt wonder"), s_everyone = Sorted("all everyone everybody everything anyone anybody anything everywhere");

    public static int[] Find(Span<Token> tokens)
    {
        List<int>? cues = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!IsCue(tokens, i))
            {
                // Must not be taken for the denial it looks like.
                if (tokens[i].Is(WordFlags.Negation)) tokens[i].Key = KeyOf.Add(tokens[i].Key, '-');
            }
            else if (!(cues is { Count: < 32 } && Repeats(tokens, cues, i))) (cues ??= []).Add(i);
        }

        return cues is null ? [] : [.. cues];
    }

    private static bool IsCue(ReadOnlySpan<Token> tokens, int i)
    {
        var form = tokens[i].Form;
        var next = i + 1 < tokens.Length ? tokens[i + 1].Form : 0;
        if (tokens[i].Has(TokenFlags.Code | TokenFlags.Quoted)) return false;
        if (tokens[i].Is(WordFlags.SoftNegation)) return true;
        if (form == s_instead || form == s_rather) return next == s_of || next == s_than;
        if (form == s_yet) return next == s_to;
        if (form == s_other) return next == s_than;
        if (form == s_far || form == s_free || form == s_away) return next == s_from;
        if (form == s_separate || form == s_independent || form == s_independently) return next == s_from || next == s_of;
        // everyone but
        if (form == s_but) return i > 0 && Array.BinarySearch(s_everyone, tokens[i - 1].Form) >= 0;
        // "get rid of"
        if (form == s_rid) return next == s_of;
        if (!tokens[i].Is(WordFlags.Negation)) return false;
        if (form == s_not)
        {
            if (Array.BinarySearch(s_afterNot, next) >= 0) return false;
            // "Or not", "if not", "why not" stand for what was said before, when nothing follows.
            if (i > 0 && (tokens[i - 1].Form == s_or || tokens[i - 1].Form == s_if || tokens[i - 1].Form == s_why) && (i + 1 == tokens.Length || !tokens[i + 1].IsContent || tokens[i + 1].Has(TokenFlags.AfterBreak))) return false;
            return !IsTag(tokens, i);
        }

        // "No, it is not" denies once; "flat no. 5" not at all.
        if (form == s_no) return Array.BinarySearch(s_afterNo, next) < 0 && i + 1 < tokens.Length && !tokens[i + 1].Has(TokenFlags.AfterBreak | TokenFlags.Number);
        if (form == s_nothing) return next != s_but;
        if (form == s_never) return next != s_mind;
        return form != s_nor;
    }

    /// <summary>The same denial of the same word again says nothing new.</summary>
    private static bool Repeats(ReadOnlySpan<Token> tokens, List<int> cues, int i)
    {
        var target = Target(tokens, i);
        foreach (var cue in cues)
        {
            if (tokens[cue].Key == tokens[i].Key && Target(tokens, cue) == target) return true;
        }

        return false;
    }

    private static ulong Target(ReadOnlySpan<Token> tokens, int cue)
    {
        for (var i = cue + 1; i < tokens.Length && i < cue + 8; i++)
        {
            if (tokens[i].IsContent) return tokens[i].Key;
        }

        return 0;
    }

    /// <summary>"…, isn't it?"</summary>
    private static bool IsTag(ReadOnlySpan<Token> tokens, int i) =>
        i > 2 && tokens[i - 1].Is(WordFlags.Auxiliary) && tokens[i - 1].Has(TokenFlags.AfterBreak) && (i == tokens.Length - 1 || i == tokens.Length - 2 && tokens[i + 1].Is(WordFlags.Pronoun));

    private static ulong K(string word) => KeyOf.Text(word);

    private static ulong[] Sorted(string words) => [.. words.Split(' ').Select(word => KeyOf.Text(word)).Order()];
}
