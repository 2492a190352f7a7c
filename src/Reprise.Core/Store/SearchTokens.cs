using System.Globalization;
using System.Text;

namespace Reprise.Store;

/// <summary>
/// How text becomes words for search, the same for every engine: letters and digits in runs, lower case, without accents; each ideograph and kana stands
/// alone, so that text without spaces can be found by phrase.
/// </summary>
public static class SearchTokens
{
    /// <summary>The words of a text in order.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < 0x80)
            {
                if (char.IsAsciiLetterOrDigit((char)rune.Value)) word.Append(char.ToLowerInvariant((char)rune.Value));
                else Flush();
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            if (IsOwnWord(rune.Value))
            {
                Flush();
                tokens.Add(rune.ToString());
            }
            else if (Rune.IsLetterOrDigit(rune)) Append(Rune.ToLowerInvariant(rune));
            else Flush();
        }

        Flush();
        return tokens;

        void Append(Rune rune)
        {
            if (rune.IsBmp) word.Append(Accents.Strip((char)rune.Value));
            else word.Append(rune);
        }

        void Flush()
        {
            if (word.Length == 0) return;
            tokens.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsOwnWord(int c) => c is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
