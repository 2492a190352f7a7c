using System.Buffers;
using System.Net;
using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Network;

/// <summary>Addresses that are written with colons, hyphens or dots between hexadecimal digits: IPv6 and MAC.</summary>
internal static class HardwareAndIp6
{
    private const int Longest = 64;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    public static void Find(Passage passage, List<TextFinding> into)
    {
        FindColons(passage, into);
        FindOtherMacs(passage, into);
    }

    private static void FindColons(Passage passage, List<TextFinding> into)
    {
        var text = passage.Text;
        var from = 0;
        while (true)
        {
            var next = text[from..].IndexOf(':');
            if (next < 0) return;
            var colon = from + next;
            var start = colon;
            while (start > from && colon - start < 5 && char.IsAsciiHexDigit(text[start - 1])) start--;
            var end = colon;
            while (end < text.Length && end - start < Longest && (char.IsAsciiHexDigit(text[end]) || text[end] is ':' or '.')) end++;
            var goesOn = end < text.Length && char.IsLetterOrDigit(text[end]);
            while (end > colon && text[end - 1] is '.') end--;
            if (end > colon + 2 && text[end - 1] is ':' && text[end - 2] is not ':') end--;
            from = Math.Max(end, colon + 1);
            var found = text[start..end];
            if (goesOn || found.Length < 2 || !found[1..].Contains(':') || (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is ':' or '_'))) continue;
            if (IsMac(found, ':')) into.Add(new TextFinding(FindingTypes.Mac, start, found.Length, 1));
            else if (IsIp6(passage, start, found)) into.Add(new TextFinding(FindingTypes.Ip, start, found.Length, 0.95));
        }
    }

    /// <summary>Two colons are common in code and in ranges, so a short address needs a word beside it.</summary>
    private static bool IsIp6(Passage passage, int start, ReadOnlySpan<char> found)
    {
        int groups = 0, digits = 0;
        for (var i = 0; i < found.Length; i++)
        {
            if (char.IsAsciiDigit(found[i])) digits++;
            if (found[i] is not ':' && (i == 0 || found[i - 1] is ':')) groups++;
        }

        var compressed = found.IndexOf("::") >= 0;
        if ((!compressed && groups < 7) || !IPAddress.TryParse(found, out _)) return false;
        if (groups >= 3 && digits > 0) return true;
        if (groups == 2 && digits > 2 && passage.Before(start) is not '[' ) return true;
        var token = TokenAt(passage.Tokens, start);
        return passage.Near(token, WordKinds.IpContext, 4) || (token == 0 && groups > 0 && found.Length > passage.Text.Length - 6);
    }

    /// <summary>The first token that begins at or behind a place.</summary>
    private static int TokenAt(ReadOnlySpan<Token> tokens, int start)
    {
        int low = 0, high = tokens.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tokens[middle].Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static bool IsMac(ReadOnlySpan<char> found, char separator)
    {
        if (found.Length != 17) return false;
        bool zeros = true, ones = true;
        for (var i = 0; i < found.Length; i++)
        {
            if (i % 3 == 2)
            {
                if (found[i] != separator) return false;
                continue;
            }

            if (!Hexadecimal.Contains(found[i])) return false;
            zeros &= found[i] is '0';
            ones &= found[i] is 'f' or 'F';
        }

        // Those two name everybody and nobody.
        return !zeros && !ones;
    }

    private static void FindOtherMacs(Passage passage, List<TextFinding> into)
    {
        var text = passage.Text;
        var tokens = passage.Tokens;
        for (var i = 0; i + 2 < tokens.Length; i++)
        {
            var start = tokens[i].Start;
            if (tokens[i].Length == 2 && start + 17 <= text.Length && text[start + 2] is '-' && i + 5 < tokens.Length && tokens[i + 5].End == start + 17 && IsMac(text.Slice(start, 17), '-') && passage.StandsFree(start, start + 17))
            {
                into.Add(new TextFinding(FindingTypes.Mac, start, 17, 1));
                i += 5;
            }
            else if (tokens[i].Length == 4 && start + 14 <= text.Length && text[start + 4] is '.' && tokens[i + 2].End == start + 14 && IsDottedMac(text.Slice(start, 14)) && passage.StandsFree(start, start + 14))
            {
                into.Add(new TextFinding(FindingTypes.Mac, start, 14, 0.95));
                i += 2;
            }
        }
    }

    private static bool IsDottedMac(ReadOnlySpan<char> found)
    {
        int letters = 0, digits = 0;
        for (var i = 0; i < found.Length; i++)
        {
            if (i is 4 or 9)
            {
                if (found[i] is not '.') return false;
            }
            else if (!Hexadecimal.Contains(found[i])) return false;
            else if (char.IsAsciiDigit(found[i])) digits++;
            else letters++;
        }

        return digits > 0 && letters > 0;
    }
}
