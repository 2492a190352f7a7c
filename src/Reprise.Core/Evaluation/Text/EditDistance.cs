using System.Runtime.InteropServices;

namespace Reprise.Evaluation.Text;

/// <summary>How many characters must be put in, taken out or replaced to make one text into another.</summary>
/// <remarks>
/// Levenshtein (1966), computed 64 rows at a time after Myers, "A fast bit-vector algorithm for approximate string matching" (1999). A character is a code point: an emoji
/// made of several counts as several.
/// </remarks>
internal static class EditDistance
{
    /// <summary>Most characters that are compared of one text, once what both begin and end with is cut off; some 6 million steps.</summary>
    public const int MostCharacters = 20_000;

    /// <summary>0 to 1, 1 is equal: 1 − distance / length of the longer text. Null when the texts differ over more than <see cref="MostCharacters"/>.</summary>
    public static double? Similarity(string one, string other)
    {
        if (one.Length == 0 && other.Length == 0) return 1;
        if (Find(one, other) is not { } distance) return null;
        return 1 - (double)distance / Math.Max(Characters(one), Characters(other));
    }

    /// <summary>0 and up. Null when the texts differ over more than <see cref="MostCharacters"/>.</summary>
    public static int? Find(string one, string other)
    {
        var (first, second) = (Middle(one, other, out var rest), rest);
        if (first.Length > second.Length) (first, second) = (second, first);
        if (first.Length == 0) return second.Length;
        return second.Length > MostCharacters ? null : Between(first, second);
    }

    private static int Characters(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static int[] Middle(string one, string other, out int[] rest)
    {
        var (first, second) = (Values(one), Values(other));
        var start = first.AsSpan().CommonPrefixLength(second);
        var end = 0;
        while (end < Math.Min(first.Length, second.Length) - start && first[^(end + 1)] == second[^(end + 1)]) end++;
        rest = second[start..^end];
        return first[start..^end];
    }

    private static int[] Values(string text)
    {
        var values = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) values.Add(rune.Value);
        return [.. values];
    }

    private static int Between(int[] pattern, int[] text)
    {
        var blocks = (pattern.Length + 63) / 64;
        var places = new Dictionary<int, ulong[]>();
        for (var i = 0; i < pattern.Length; i++) (CollectionsMarshal.GetValueRefOrAddDefault(places, pattern[i], out _) ??= new ulong[blocks])[i / 64] |= 1UL << (i % 64);
        var (rises, falls, nowhere) = (new ulong[blocks], new ulong[blocks], new ulong[blocks]);
        Array.Fill(rises, ulong.MaxValue);
        var distance = pattern.Length;
        foreach (var character in text)
        {
            var matches = places.GetValueOrDefault(character, nowhere);
            var carried = 1;
            for (var block = 0; block < blocks; block++)
            {
                var last = block == blocks - 1 ? (pattern.Length - 1) % 64 : 63;
                carried = Step(ref rises[block], ref falls[block], matches[block], carried, last);
            }

            distance += carried;
        }

        return distance;
    }

    /// <summary>One column of one block: what comes in from the block above, what goes out below (−1, 0 or 1).</summary>
    private static int Step(ref ulong rises, ref ulong falls, ulong match, int carried, int last)
    {
        var vertical = match | falls;
        if (carried < 0) match |= 1;
        var horizontal = (((match & rises) + rises) ^ rises) | match;
        var up = falls | ~(horizontal | rises);
        var down = rises & horizontal;
        var goesOut = (up >> last & 1) != 0 ? 1 : (down >> last & 1) != 0 ? -1 : 0;
        up <<= 1;
        down <<= 1;
        if (carried < 0) down |= 1;
        else if (carried > 0) up |= 1;
        rises = down | ~(vertical | up);
        falls = up & vertical;
        return goesOut;
    }
}
