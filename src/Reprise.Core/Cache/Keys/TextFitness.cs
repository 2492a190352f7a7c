using System.Text;

namespace Reprise.Cache.Keys;

/// <summary>Says whether a text holds enough plain language that a reworded one can be told from another question.</summary>
internal static class TextFitness
{
    /// <summary>Why a text is matched letter for letter only; null when it may be reworded.</summary>
    public static string? WhyNot(string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text)) return CacheReasons.NoText;
        if (text.Length > maxLength) return CacheReasons.TooLong;
        if (!HasWords(text, atLeast: 2)) return CacheReasons.TooLittle;
        return IsCode(text) ? CacheReasons.Code : null;
    }

    /// <summary>Words stand between spaces and hold a letter or digit; where a script writes none, every letter counts.</summary>
    private static bool HasWords(string text, int atLeast)
    {
        var words = 0;
        var isInside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune)) isInside = false;
            else if (Rune.IsLetterOrDigit(rune) && (!isInside || IsUnspaced(rune)))
            {
                isInside = true;
                if (++words >= atLeast) return true;
            }
        }

        return false;
    }

    /// <summary>Chinese, Japanese, Thai, Lao, Burmese and Khmer.</summary>
    private static bool IsUnspaced(Rune rune) =>
        rune.Value is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF or >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0x20000 and <= 0x3FFFF;

    /// <summary>A fenced block, a document in JSON or XML, or at least as many lines of code as of anything else.</summary>
    private static bool IsCode(string text)
    {
        if (text.Contains("```", StringComparison.Ordinal) || text.Contains("~~~", StringComparison.Ordinal)) return true;
        var trimmed = text.AsSpan().Trim();
        if (trimmed[0] is '{' or '[' or '<' && trimmed[^1] is '}' or ']' or '>') return true;
        var (lines, code) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var words = line.Trim();
            if (words.IsEmpty) continue;
            lines++;
            if (IsCodeLine(words, isIndented: char.IsWhiteSpace(line[0]))) code++;
        }

        return code * 2 >= lines && code > 0;
    }

    private static bool IsCodeLine(ReadOnlySpan<char> line, bool isIndented)
    {
        if (line[^1] is ';' or '{' or '}' || line.StartsWith("#include") || line.StartsWith("//") || line.StartsWith("def ") && line[^1] == ':') return true;
        if (line.Contains("=>", StringComparison.Ordinal) || line.Contains("->", StringComparison.Ordinal) || line.Contains("::", StringComparison.Ordinal)) return true;
        if (isIndented && (line[^1] is ':' or ')' or ',' || line.Contains(" = ", StringComparison.Ordinal))) return true;
        return Signs(line) * 6 > line.Length;
    }

    private static int Signs(ReadOnlySpan<char> line)
    {
        var signs = 0;
        foreach (var character in line)
        {
            if (character is '(' or ')' or '{' or '}' or '[' or ']' or '=' or '<' or '>' or ';' or '_' or '$' or '|' or '&' or '\\' or '*') signs++;
        }

        return signs;
    }
}
