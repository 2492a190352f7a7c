namespace Reprise.Privacy.Detection.Network;

/// <summary>Looks to both sides of every <c>@</c>, no further than an address may reach.</summary>
internal static class Emails
{
    private const int LongestLocal = 64;
    private const int LongestDomain = 253;

    public static void Find(ReadOnlySpan<char> text, List<TextFinding> into)
    {
        var from = 0;
        while (true)
        {
            var next = text[from..].IndexOf('@');
            if (next < 0) return;
            var at = from + next;
            from = at + 1;
            var start = at;
            while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1])) start--;
            while (start < at && text[start] is '.' or '-' or '\'' or '+' or '%') start++;
            if (start == at || text[at - 1] is '.' || (start > 0 && IsLocal(text[start - 1]) && at - start == LongestLocal)) continue;
            var end = DomainEnd(text, from);
            if (end < 0 || text[start..at] is "git") continue;
            into.Add(new TextFinding(FindingTypes.Email, start, end - start, 0.98));
            from = end;
        }
    }

    private static bool IsLocal(char character) => character < 0x80 ? char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '%' or '+' or '-' or '\'' : char.IsLetter(character);

    /// <summary>Behind the last label of a domain of at least two labels that ends in letters, or -1.</summary>
    private static int DomainEnd(ReadOnlySpan<char> text, int start)
    {
        var limit = Math.Min(text.Length, start + LongestDomain);
        int end = -1, label = start, labels = 0;
        for (var i = start; i <= limit; i++)
        {
            if (i < limit && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' || (text[i] >= 0x80 && char.IsLetter(text[i])))) continue;
            var length = i - label;
            if (length is 0 or > 63 || text[label] is '-') break;
            labels++;
            if (labels > 1 && IsTop(text[label..i])) end = i;
            if (i == limit || text[i] is not '.') break;
            label = i + 1;
        }

        // A name of a file with a density, such as logo@2x.png, is no address.
        return end >= 0 && text[..end].EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? -1 : end;
    }

    private static bool IsTop(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return true;
        if (label.Length is < 2 or > 24) return false;
        foreach (var character in label)
        {
            if (!char.IsLetter(character)) return false;
        }

        return true;
    }
}
