using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>What is asked of the answer rather than of its matter: its form, its length, its language.</summary>
internal static class Demands
{
    private static readonly ulong[] s_before = Sorted("as in into to using with"), s_beforeForm = Sorted("as in into"), s_length = Sorted("briefly concisely shortly detailed detail verbose verbosely succinctly tldr eli5 concise brief"), s_step = Sorted("step");
    private static readonly ulong s_a = K("a"), s_an = K("an"), s_one = K("one"), s_format = K("format"), s_only = K("only"), s_more = K("more"), s_great = K("great");

    /// <returns>Keys of forms, sorted; and of languages asked for, sorted.</returns>
    public static (ulong[] Forms, ulong[] Languages) Read(ReadOnlySpan<Token> tokens)
    {
        List<ulong>? forms = null, languages = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            if (Array.BinarySearch(s_length, token.Form) >= 0) (forms ??= []).Add(token.Key);
            if (token.Form == s_step[0] && i + 2 < tokens.Length && tokens[i + 2].Form == s_step[0]) (forms ??= []).Add(token.Key);
            if (token.Is(WordFlags.FormWord) && Ends(tokens, i) && Leads(tokens, i, s_beforeForm)) (forms ??= []).Add(token.Key);
            if (token.Is(WordFlags.HumanLanguage) && Leads(tokens, i, s_before)) (languages ??= []).Add(token.Key);
        }

        return (Distinct(forms), Distinct(languages));
    }

    /// <summary>Nothing of the matter follows: "as JSON", "in table format", but not "in JSON lines".</summary>
    private static bool Ends(ReadOnlySpan<Token> tokens, int i) =>
        i + 1 == tokens.Length || tokens[i + 1].Has(TokenFlags.AfterBreak) || tokens[i + 1].Form == s_format || tokens[i + 1].Form == s_only || tokens[i + 1].Is(WordFlags.Symmetric);

    private static bool Leads(ReadOnlySpan<Token> tokens, int i, ulong[] before)
    {
        if (i + 1 < tokens.Length && tokens[i + 1].Form == s_format) return true;
        var at = i - 1;
        while (at >= 0 && at > i - 4 && (tokens[at].Form == s_a || tokens[at].Form == s_an || tokens[at].Form == s_one || tokens[at].Form == s_more || tokens[at].Form == s_great || tokens[at].Has(TokenFlags.Number))) at--;
        return at >= 0 && Array.BinarySearch(before, tokens[at].Form) >= 0;
    }

    private static ulong[] Distinct(List<ulong>? keys) => keys is null ? [] : [.. keys.Distinct().Order()];

    private static ulong K(string word) => KeyOf.Text(word);

    private static ulong[] Sorted(string words) => [.. words.Split(' ').Select(word => KeyOf.Text(word)).Order()];
}
