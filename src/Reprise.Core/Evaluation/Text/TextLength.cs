using System.Globalization;
using Reprise.Comparison;

namespace Reprise.Evaluation.Text;

/// <summary>How long a text is, in what readers count.</summary>
internal static class TextLength
{
    /// <summary>What a reader sees as one character (UAX 29): a letter with its marks is one, and so is an emoji made of several.</summary>
    public static int Characters(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i += StringInfo.GetNextTextElementLength(text, i)) count++;
        return count;
    }

    /// <summary>Words with a letter or digit; in scripts without spaces every letter is one, as in <see cref="TextWords"/>.</summary>
    public static int Words(string text) => TextWords.Of(text).Count(word => word.Any(char.IsLetterOrDigit) || word.Length > 1 && word.EnumerateRunes().Any(System.Text.Rune.IsLetterOrDigit));

    /// <summary>
    /// Stretches with a word in them that end with a mark (<c>. ! ? … 。 ！ ？ । ؟ ۔</c>) before white space or the end, or with an empty line, or where a list goes on.
    /// A point after a single letter (J. Doe), or before a small letter (e.g. this), ends none.
    /// </summary>
    public static int Sentences(string text)
    {
        var (count, hasWord) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            hasWord |= char.IsLetterOrDigit(text[i]) || char.IsHighSurrogate(text[i]);
            if (!hasWord || !Ends(text, i)) continue;
            count++;
            hasWord = false;
        }

        return hasWord ? count + 1 : count;
    }

    private static bool Ends(string text, int at)
    {
        switch (text[at])
        {
            case '。' or '！' or '？' or '।' or '؟' or '۔':
                return true;
            case '!' or '?' or '…':
                return at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || char.IsPunctuation(text[at + 1]);
            case '.':
                return EndsWithPoint(text, at);
            case '\n':
                return IsBreak(text, at);
            default:
                return false;
        }
    }

    private static bool EndsWithPoint(string text, int at)
    {
        var next = at + 1;
        while (next < text.Length && (text[next] is '"' or '\'' or ')' or ']' or '”' or '’' or '»' or '*')) next++;
        if (next == text.Length || text[next] is '\n' or '\r') return true;
        if (!char.IsWhiteSpace(text[next])) return false;
        if (at > 0 && char.IsUpper(text[at - 1]) && (at == 1 || !char.IsLetterOrDigit(text[at - 2]))) return false;
        while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
        // A number with a point at the beginning of its line counts an item and ends no sentence.
        return next == text.Length || !char.IsLower(text[next]) && !IsItemNumber(text, at);
    }

    private static bool IsItemNumber(string text, int at)
    {
        var start = at;
        while (start > 0 && char.IsAsciiDigit(text[start - 1])) start--;
        return start < at && (start == 0 || text[start - 1] == '\n');
    }

    /// <summary>A line end with another behind it, or with the beginning of an item.</summary>
    private static bool IsBreak(string text, int at)
    {
        var next = at + 1;
        while (next < text.Length && (text[next] is ' ' or '\t' or '\r')) next++;
        return next >= text.Length || text[next] is '\n' or '-' or '*' or '•' or '#' || char.IsAsciiDigit(text[next]);
    }
}
