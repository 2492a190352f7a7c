using System.Text;
using Reprise.Store;

namespace Reprise.Evaluation.Text;

/// <summary>The words of a text as a list of words is compared with them: small letters without accents, digits and signs read as the letters they stand for.</summary>
/// <remarks>
/// <c>1D10T</c>, <c>$tup1d</c> and <c>ïdiot</c> are read as their plain words, <c>stuuuupid</c> with one of the letters, and a star for any one letter. A word of digits alone stays
/// a number.
/// </remarks>
internal static class FoldedWords
{
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsPart(text, i)) start = start < 0 ? i : start;
            else if (start >= 0)
            {
                words.Add(Fold(text.AsSpan(start, i - start)));
                start = -1;
            }
        }

        return words;
    }

    public static string Fold(ReadOnlySpan<char> word)
    {
        var readsDigits = word.ContainsAnyInRange('a', 'z') || word.ContainsAnyInRange('A', 'Z');
        var folded = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark) continue;
            var letter = char.ToLowerInvariant(Accents.Strip(char.ToLowerInvariant(c)));
            folded.Append(c is '’' ? '\'' : readsDigits ? Meant(letter) : letter);
        }

        return Shortened(folded);
    }

    private static char Meant(char sign) => sign switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => sign,
    };

    /// <summary>Three or more of one letter are one.</summary>
    private static string Shortened(StringBuilder word)
    {
        var shortened = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length;)
        {
            var end = i;
            while (end < word.Length && word[end] == word[i]) end++;
            shortened.Append(word[i], end - i >= 3 ? 1 : end - i);
            i = end;
        }

        return shortened.ToString();
    }

    /// <summary>Letters, digits and marks; signs that stand for letters only beside one, and at an end only the dollar and the at sign.</summary>
    private static bool IsPart(string text, int at)
    {
        var c = text[at];
        if (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark || char.IsSurrogate(c)) return true;
        var before = at > 0 && char.IsLetterOrDigit(text[at - 1]);
        var next = at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);
        return c switch
        {
            '@' or '$' => before || next || at > 0 && text[at - 1] is '@' or '$',
            '\'' or '’' or '!' => before && next,
            '*' => before && at + 1 < text.Length && (next || text[at + 1] == '*' && at + 2 < text.Length && char.IsLetterOrDigit(text[at + 2])) || at > 1 && text[at - 1] == '*' && char.IsLetterOrDigit(text[at - 2]) && next,
            _ => false,
        };
    }
}
