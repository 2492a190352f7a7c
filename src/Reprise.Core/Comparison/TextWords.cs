using System.Globalization;
using System.Text;

namespace Reprise.Comparison;

/// <summary>The words of a text in any language, in lower case, for measures that count words.</summary>
/// <remarks>
/// A word is a run of letters, digits and the marks on them; an apostrophe between letters, an underscore, and a point or comma between digits belong to it (<c>don't</c>,
/// <c>max_tokens</c>, <c>1,000.5</c>). In scripts that put no spaces between words (Chinese characters, kana, Thai, Lao, Khmer, Burmese, Tibetan) every letter with
/// its marks is a word. So is every symbol and emoji. Other punctuation is passed over. One letter written as one code point or as two (é) counts as two different
/// words, since the runtime's normalisation does nothing when culture data is left out.
/// </remarks>
internal static class TextWords
{
    /// <summary>In order, with repetitions.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var closed = false;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            var part = isWhole ? PartOf(rune, text, i) : Part.Alone;
            if (part is Part.Alone or Part.None || part is Part.Letter && closed) Take(word, words);
            if (part is Part.Alone || part is not Part.None && (part is Part.Letter || word.Length > 0))
            {
                if (part is Part.Alone or Part.Letter) closed = part is Part.Alone;
                if (!isWhole) word.Append('\uFFFD');
                else if (rune.Value == '’') word.Append('\'');
                else Append(word, Rune.ToLowerInvariant(rune));
            }

            i += length;
        }

        Take(word, words);
        return words.Count > 0 ? words : [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Whether a letter belongs to a script that is written without spaces between words.</summary>
    public static bool IsSpaceless(Rune letter) => letter.Value switch
    {
        < 0x0E00 => false,
        <= 0x0FFF => true,
        >= 0x1000 and <= 0x109F => true,
        >= 0x1780 and <= 0x17FF => true,
        >= 0x3040 and <= 0x30FF => true,
        >= 0x31F0 and <= 0x31FF => true,
        >= 0x3400 and <= 0x4DBF => true,
        >= 0x4E00 and <= 0x9FFF => true,
        >= 0xA000 and <= 0xA48F => true,
        >= 0xF900 and <= 0xFAFF => true,
        >= 0xFF66 and <= 0xFF9F => true,
        >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    private static Part PartOf(Rune rune, string text, int at)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter:
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                return IsSpaceless(rune) ? Part.Alone : Part.Letter;
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark:
                return Part.Mark;
            case UnicodeCategory.ConnectorPunctuation:
                return Part.Letter;
            case UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol:
                return Part.Alone;
            case UnicodeCategory.ModifierSymbol when rune.Value >= 0x1F000:
                return Part.Mark;
            case UnicodeCategory.Format when rune.Value is 0x200C or 0x200D:
                return Part.Mark;
            default:
                return Joins(text, at) ? Part.Letter : Part.None;
        }
    }

    private static bool Joins(string text, int at)
    {
        if (at == 0 || at + 1 >= text.Length) return false;
        var (before, next) = (text[at - 1], text[at + 1]);
        return text[at] switch
        {
            '\'' or '’' => char.IsLetter(before) && char.IsLetter(next),
            '.' or ',' => char.IsDigit(before) && char.IsDigit(next),
            _ => false,
        };
    }

    private static void Append(StringBuilder word, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        word.Append(chars[..rune.EncodeToUtf16(chars)]);
    }

    private static void Take(StringBuilder word, List<string> words)
    {
        if (word.Length == 0) return;
        words.Add(word.ToString());
        word.Clear();
    }

    private enum Part
    {
        /// <summary>Ends a word.</summary>
        None,

        /// <summary>Goes on with a word, or begins one.</summary>
        Letter,

        /// <summary>Goes on with a word, and begins none.</summary>
        Mark,

        /// <summary>Is a word by itself, with its marks.</summary>
        Alone,
    }
}
