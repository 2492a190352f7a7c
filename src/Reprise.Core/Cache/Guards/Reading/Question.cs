using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>What a question asks for.</summary>
internal enum Question
{
    None, What, Why, When, Where, Who, HowTo, HowMany, HowLong, HowOld, HowFar, HowOften, YesNo,
}

/// <summary>Finds what a text asks for, in the words people use for it: "what is the reason" is why, "what is the best way to" is how to.</summary>
internal static class QuestionReader
{
    private static readonly ulong s_why = K("why"), s_when = K("when"), s_where = K("where"), s_who = K("who"), s_whom = K("whom"), s_whose = K("whose"), s_how = K("how"), s_what = K("what"), s_which = K("which"),
        s_many = K("many"), s_much = K("much"), s_long = K("long"), s_old = K("old"), s_far = K("far"), s_often = K("often"), s_come = K("come"), s_you = K("you"), s_whats = K("whats");

    private static readonly ulong[] s_reason = Sorted("reason reasons cause causes caused makes made"), s_time = Sorted("time date day year month age_ hour"), s_way = Sorted("way ways method methods procedure process steps"),
        s_price = Sorted("price cost number amount population"), s_skip = Sorted("is are was were the a an best main some s good easiest right most quickest fastest simplest exact real possible proper correct");

    public static Question Read(ReadOnlySpan<Token> tokens)
    {
        if (tokens.Length == 0) return Question.None;
        var first = tokens[0];
        var asksPolitely = tokens.Length > 1 && first.Is(WordFlags.Auxiliary) && tokens[1].Form == s_you;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i > 2 && !tokens[i].Has(TokenFlags.SentenceStart | TokenFlags.AfterBreak) && !(asksPolitely && i < 8)) continue;
            var found = At(tokens, i);
            if (found != Question.None) return i > 0 && found == Question.What && StartsYesNo(in first) && !asksPolitely ? Question.YesNo : found;
            if (i == 0 && StartsYesNo(in first) && !asksPolitely) return Question.YesNo;
            if (i > 400) break;
        }

        return asksPolitely || !StartsYesNo(in first) ? Question.None : Question.YesNo;
    }

    /// <summary>Whether the answers to the two cannot be the same.</summary>
    public static bool Differ(Question a, Question b)
    {
        return a != b && Exact(a) && Exact(b);

        // Why, how and yes or no are often answered by the same text; a judge sees the difference.
        static bool Exact(Question question) => question is Question.Why or Question.When or Question.Where or Question.Who or >= Question.HowMany and <= Question.HowOften;
    }

    private static bool StartsYesNo(ref readonly Token token) => token.Is(WordFlags.Auxiliary);

    private static Question At(ReadOnlySpan<Token> tokens, int i)
    {
        var form = tokens[i].Form;
        if (form == s_why) return Question.Why;
        if (form == s_how) return How(tokens, i + 1);
        if (form == s_who || form == s_whom || form == s_whose) return Question.Who;
        // "When I run it, it fails" asks nothing.
        if (form == s_when || form == s_where) return i + 1 < tokens.Length && tokens[i + 1].Is(WordFlags.Auxiliary) ? form == s_when ? Question.When : Question.Where : Question.None;
        if (form != s_what && form != s_which && form != s_whats) return Question.None;
        for (var at = i + 1; at < tokens.Length && at < i + 6; at++)
        {
            if (Array.BinarySearch(s_reason, tokens[at].Form) >= 0) return Question.Why;
            if (Array.BinarySearch(s_way, tokens[at].Form) >= 0) return Question.HowTo;
            if (at == i + 1 && Array.BinarySearch(s_time, tokens[at].Form) >= 0) return Question.When;
            if (Array.BinarySearch(s_price, tokens[at].Form) >= 0) return Question.What;
            if (Array.BinarySearch(s_skip, tokens[at].Form) < 0) break;
        }

        return Question.What;
    }

    private static Question How(ReadOnlySpan<Token> tokens, int next)
    {
        if (next >= tokens.Length) return Question.None;
        var form = tokens[next].Form;
        if (form == s_many || form == s_much) return Question.HowMany;
        if (form == s_long) return Question.HowLong;
        if (form == s_old) return Question.HowOld;
        if (form == s_far) return Question.HowFar;
        if (form == s_often) return Question.HowOften;
        return form == s_come ? Question.Why : Question.HowTo;
    }

    private static ulong K(string word) => KeyOf.Text(word);

    private static ulong[] Sorted(string words) => [.. words.Split(' ').Select(word => KeyOf.Text(word)).Order()];
}
