using System.Globalization;
using System.Text;

namespace Reprise.Yara.Reading;

/// <summary>Writes hex strings so that every version 4 reads them, and refuses those that some would not survive.</summary>
internal static class HexStrings
{
    /// <summary>The string, or null and what is wrong with it.</summary>
    public static string? Rewrite(string text, out string? error)
    {
        error = null;
        // First of all, so that nothing hides between two jumps.
        text = WithoutComments(text);
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '~')
            {
                if (Not(text.AsSpan(i + 1)) is not { } other) return Fail(out error, "invalid not operator (~) in hex string");
                result.Append(other);
                i += 3;
            }
            else if (c == '[')
            {
                if (Jumps(text, ref i) is not { } jump) return Fail(out error, "invalid jump in hex string");
                result.Append(jump);
            }
            else
            {
                result.Append(c);
                i++;
            }
        }

        return result.ToString();
    }

    /// <summary>Lines stay, so that errors name the right ones.</summary>
    private static string WithoutComments(string text)
    {
        if (!text.Contains('/', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '/' || i + 1 >= text.Length || text[i + 1] is not ('/' or '*'))
            {
                result.Append(text[i++]);
                continue;
            }

            var end = text[i + 1] == '/' ? text.IndexOf('\n', i) : text.IndexOf("*/", i + 2, StringComparison.Ordinal) + 2;
            if (end < i + 2) end = text.Length;
            result.Append(' ').Append('\n', text.AsSpan(i, end - i).Count('\n'));
            i = end;
        }

        return result.ToString();
    }

    private static string? Fail(out string? error, string what)
    {
        error = what;
        return null;
    }

    /// <summary>All bytes but those that match, by halves: of 256 alternatives most versions say that they are too many.</summary>
    private static string? Not(ReadOnlySpan<char> negated)
    {
        if (negated.Length < 2) return null;
        var (high, low) = (negated[0], negated[1]);
        if (!(char.IsAsciiHexDigit(high) || high == '?') || !(char.IsAsciiHexDigit(low) || low == '?') || (high == '?' && low == '?')) return null;
        var alternatives = new List<string>();
        foreach (var digit in "0123456789ABCDEF")
        {
            if (high != '?' && char.ToUpperInvariant(high) != digit) alternatives.Add($"{digit}?");
            if (low != '?' && char.ToUpperInvariant(low) != digit) alternatives.Add($"{(high == '?' ? '?' : high)}{digit}");
        }

        return $"( {string.Join(" | ", alternatives)} )";
    }

    /// <summary>Jumps that follow one another become one: libyara 4.2 ends the process over some of them.</summary>
    private static string? Jumps(string text, ref int at)
    {
        var (least, most, count, isOpen, plain) = (0L, 0L, 0, false, "");
        while (at < text.Length && text[at] == '[')
        {
            var end = text.IndexOf(']', at);
            if (end < 0) return null;
            plain = text[at..(end + 1)];
            var inside = text[(at + 1)..end].Replace(" ", "", StringComparison.Ordinal);
            var dash = inside.IndexOf('-', StringComparison.Ordinal);
            if (!Number(dash < 0 ? inside : inside[..dash], out var from) || !Number(dash < 0 ? inside : inside[(dash + 1)..], out var to)) return null;
            if (dash < 0 && from is null || from > to) return null;
            least += from ?? 0;
            isOpen |= to is null;
            most += to ?? 0;
            count++;
            at = end + 1;
            var next = at;
            while (next < text.Length && char.IsWhiteSpace(text[next])) next++;
            if (next < text.Length && text[next] == '[') at = next;
        }

        if (count == 1) return plain;
        if (least > int.MaxValue || most > int.MaxValue) return null;
        return isOpen ? string.Create(CultureInfo.InvariantCulture, $"[{least}-]") : string.Create(CultureInfo.InvariantCulture, $"[{least}-{most}]");
    }

    private static bool Number(string text, out long? number)
    {
        number = null;
        if (text.Length == 0) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read > int.MaxValue) return false;
        number = read;
        return true;
    }
}
