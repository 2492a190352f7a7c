using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reprise.Yara.Reading;

/// <summary>Writes regular expressions so that every version 4 reads them alike: blanks in repeats go, repeats of nothing go with what they repeat.</summary>
internal static class RegexText
{
    private const int MostRepeats = 32767;

    /// <summary>The expression with its slashes, or null and what is wrong with it.</summary>
    public static string? Rewrite(string text, out string? error)
    {
        error = null;
        var result = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length)
            {
                result.Append(c).Append(text[++i]);
                continue;
            }

            // Groups catch nothing here, so those that say so are like any other.
            if (!inClass && text.AsSpan(i).StartsWith("(?:", StringComparison.Ordinal))
            {
                result.Append('(');
                i += 2;
                continue;
            }

            if (c == '[' && !inClass) inClass = true;
            else if (c == ']' && inClass) inClass = false;
            if (c != '{' || inClass || Repeat(text, i) is not var (from, to, end))
            {
                result.Append(c);
                continue;
            }

            if (from > MostRepeats || to > MostRepeats)
            {
                error = "repeat interval too large";
                return null;
            }

            i = end;
            if (to == 0 && from is null or 0) TakeBack(result, text, end);
            else if (from == to && !text.AsSpan(0, end).EndsWith(",", StringComparison.Ordinal)) result.Append(CultureInfo.InvariantCulture, $"{{{from}}}");
            else result.Append(CultureInfo.InvariantCulture, $"{{{from},{to}}}");
        }

        return result.ToString();
    }

    /// <summary>Whether an expression finds itself in an empty text, which some versions never look into; null when it cannot be said.</summary>
    public static bool? MatchesNothing(string text)
    {
        var end = text.LastIndexOf('/');
        if (end < 1) return null;
        try
        {
            return new Regex(text[1..end].Replace("\\/", "/", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).IsMatch("");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static (long? From, long? To, int End)? Repeat(string text, int at)
    {
        var end = text.IndexOf('}', at);
        if (end < 0) return null;
        var inside = text[(at + 1)..end];
        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0) return Number(inside) is { } times ? (times, times, end) : null;
        var (from, to) = (inside[..comma].TrimEnd(' '), inside[(comma + 1)..].Trim(' '));
        if ((from.Length > 0 && Number(from) is null) || (to.Length > 0 && Number(to) is null)) return null;
        return (Number(from), Number(to), end);
    }

    private static long? Number(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue : null;

    /// <summary>Takes away what is repeated no times; where nothing else is left, it matches everywhere.</summary>
    private static void TakeBack(StringBuilder result, string text, int end)
    {
        var start = AtomStart(result);
        if (start < 0)
        {
            result.Append("{0}");
            return;
        }

        var isAll = start == 1 && end + 1 < text.Length && text[end + 1] == '/';
        result.Length = start;
        // Nothing is everywhere; a version that reports no match without length finds it at each byte.
        if (isAll) result.Append("[\\x00-\\xFF]");
    }

    private static int AtomStart(StringBuilder text)
    {
        var last = text.Length - 1;
        if (last < 1) return -1;
        var isEscaped = last > 1 && text[last - 1] == '\\';
        if (isEscaped) return last - 1;
        if (text[last] is not (')' or ']')) return last;
        var (open, close) = text[last] == ')' ? ('(', ')') : ('[', ']');
        for (var (i, depth) = (last, 0); i > 0; i--)
        {
            if (text[i - 1] == '\\') continue;
            if (text[i] == close) depth++;
            else if (text[i] == open && --depth == 0) return i;
        }

        return -1;
    }
}
