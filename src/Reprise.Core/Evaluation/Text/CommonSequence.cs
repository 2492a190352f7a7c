using System.Numerics;
using System.Runtime.InteropServices;

namespace Reprise.Evaluation.Text;

/// <summary>Length of the longest common subsequence, 64 words of one text at a time.</summary>
/// <remarks>Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): a row of the table is a row of bits, and one addition with carry makes the next.</remarks>
internal static class CommonSequence
{
    public static int Length(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < one.Count; i++) (CollectionsMarshal.GetValueRefOrAddDefault(places, one[i], out _) ??= []).Add(i);
        var row = new ulong[(one.Count + 63) / 64];
        var match = new ulong[row.Length];
        Array.Fill(row, ulong.MaxValue);
        foreach (var word in other)
        {
            if (!places.TryGetValue(word, out var found)) continue;
            foreach (var place in found) match[place / 64] |= 1UL << (place % 64);
            Next(row, match);
            foreach (var place in found) match[place / 64] = 0;
        }

        // Every zero is a step of the sequence; bits behind the last word stay ones or do not count.
        var length = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var counted = i == row.Length - 1 && one.Count % 64 is > 0 and var rest ? (1UL << rest) - 1 : ulong.MaxValue;
            length += BitOperations.PopCount(~row[i] & counted);
        }

        return length;
    }

    private static void Next(ulong[] row, ulong[] match)
    {
        var carry = 0UL;
        for (var i = 0; i < row.Length; i++)
        {
            var matched = row[i] & match[i];
            var sum = row[i] + matched;
            var over = sum < matched ? 1UL : 0;
            sum += carry;
            if (sum < carry) over = 1;
            carry = over;
            row[i] = sum | (row[i] & ~match[i]);
        }
    }
}
