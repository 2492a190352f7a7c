namespace Reprise.Security.Tokens;

/// <summary>Scripts whose letters look like those of another.</summary>
internal enum Script
{
    Other,
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Cherokee,
    FullWidth,
}

/// <summary>Which script a letter belongs to, and words that mix them.</summary>
internal static class Scripts
{
    private const int LongestWord = 64;

    // Letters of other scripts that a reader takes for Latin ones.
    private const string LooksLatin = "АВЕЅІЈКМНОРСТХҮԌԚԜаеѕіјорсухһԁԛԝѵӏқһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυϲϳ";

    private static readonly System.Buffers.SearchValues<char> s_looksLatin = System.Buffers.SearchValues.Create(LooksLatin);

    public static Script Of(char c) => c switch
    {
        < (char)128 => char.IsAsciiLetter(c) ? Script.Latin : Script.Other,
        >= '\u00C0' and <= '\u024F' => Script.Latin,
        >= '\u0370' and <= '\u03FF' => Script.Greek,
        >= '\u0400' and <= '\u052F' => Script.Cyrillic,
        >= '\u0531' and <= '\u0587' => Script.Armenian,
        >= '\u13A0' and <= '\u13FF' => Script.Cherokee,
        >= '\uFF21' and <= '\uFF3A' or >= '\uFF41' and <= '\uFF5A' => Script.FullWidth,
        _ => Script.Other,
    };

    /// <summary>Reads the word around a letter; returns where it ends.</summary>
    public static int ReadWord(ReadOnlySpan<char> text, int at, out int start, out bool isMixed)
    {
        start = at;
        while (start > 0 && at - start < LongestWord && Of(text[start - 1]) != Script.Other) start--;
        var end = at;
        var (latin, other, lookalikes) = (0, 0, 0);
        for (var i = start; i < text.Length && i - start < 2 * LongestWord && Of(text[i]) != Script.Other; i++)
        {
            end = i + 1;
            if (Of(text[i]) == Script.Latin) latin++;
            else
            {
                other++;
                if (s_looksLatin.Contains(text[i]) || Of(text[i]) is Script.Cherokee) lookalikes++;
            }
        }

        // A unit or a formula, as in µs, Δx or λ1, mixes too; and so does a Latin word with an ending of another language. What deceives has letters that look alike in a word that
        // is otherwise Latin.
        isMixed = latin >= 2 && lookalikes > 0 && lookalikes == other || latin >= 1 && other >= 2 && lookalikes == other && latin + other >= 4;
        return end;
    }

    /// <summary>Scripts in which letters join, so that joiners mean something.</summary>
    public static bool Joins(char c) => c is >= '\u0600' and <= '\u08FF' or >= '\u0900' and <= '\u0DFF' or >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u18AF' or >= '\u1B00' and <= '\u1CFF' or >= '\uA840' and <= '\uABFF' or >= '\uFB50' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    /// <summary>Scripts that write words without spaces.</summary>
    public static bool HasNoSpaces(char c) => c is >= '\u0E00' and <= '\u0FFF' or >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u17FF' or >= '\u2E80' and <= '\u9FFF';
}
