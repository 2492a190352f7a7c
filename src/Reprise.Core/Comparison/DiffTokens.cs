using System.Globalization;
using System.Text;

namespace Reprise.Comparison;

/// <summary>
/// Takes a text apart for a difference, so that the parts put together are the text again. No part ends within what a reader sees as one character: a pair of
/// surrogates, a letter and its marks, CR and LF, an emoji made of several.
/// </summary>
internal static class DiffTokens
{
    /// <summary>Words, and marks of punctuation one by one, each with the white space behind it. In scripts without spaces every character is a word.</summary>
    public static List<string> Words(string text)
    {
        var tokens = new List<string>();
        var (start, last) = (0, Shape.Space);
        for (var i = 0; i < text.Length;)
        {
            var length = IsAlone(text, i) ? 1 : StringInfo.GetNextTextElementLength(text, i);
            var shape = ShapeAt(text, i);
            // White space goes with what stands before it; a word goes on with letters only.
            if (i > start && shape != Shape.Space && !(shape == Shape.Letter && last == Shape.Letter))
            {
                tokens.Add(text[start..i]);
                start = i;
            }

            last = shape;
            i += length;
        }

        if (start < text.Length) tokens.Add(text[start..]);
        return tokens;
    }

    /// <summary>Lines, each with its end: LF, CR LF or CR.</summary>
    public static List<string> Lines(string text)
    {
        var tokens = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r') || text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
            tokens.Add(text[start..(i + 1)]);
            start = i + 1;
        }

        if (start < text.Length) tokens.Add(text[start..]);
        return tokens;
    }

    /// <summary>Some sixteen words each, ending where a sentence does: for words by the ten thousand on one line.</summary>
    public static List<string> Sentences(string text)
    {
        const int mostWords = 16;
        var tokens = new List<string>();
        var sentence = new StringBuilder();
        var count = 0;
        foreach (var word in Words(text))
        {
            sentence.Append(word);
            if (++count < mostWords && !(word.Length > 1 && word[0] is '.' or '!' or '?' or ';' or '。' or '！' or '？' or '।' or '؟')) continue;
            tokens.Add(sentence.ToString());
            sentence.Clear();
            count = 0;
        }

        if (sentence.Length > 0) tokens.Add(sentence.ToString());
        return tokens;
    }

    /// <summary>The common case, without the tables: plain ASCII before plain ASCII.</summary>
    private static bool IsAlone(string text, int at) => text[at] < 0x80 && text[at] != '\r' && (at + 1 == text.Length || text[at + 1] < 0x80);

    private static Shape ShapeAt(string text, int at)
    {
        if (text[at] < 0x80) return char.IsWhiteSpace(text[at]) ? Shape.Space : char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_' ? Shape.Letter : Shape.Other;
        if (!Rune.TryGetRuneAt(text, at, out var rune)) return Shape.Other;
        if (Rune.IsWhiteSpace(rune)) return Shape.Space;
        if (!Rune.IsLetterOrDigit(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.ConnectorPunctuation or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)) return Shape.Other;
        return TextWords.IsSpaceless(rune) ? Shape.Other : Shape.Letter;
    }

    private enum Shape
    {
        Space,
        Letter,
        Other,
    }
}
