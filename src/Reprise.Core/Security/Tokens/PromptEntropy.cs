using System.Buffers;

namespace Reprise.Security.Tokens;

/// <summary>How unpredictable a text's characters are. Prose lies near 4.2 bits a character, repetition near 0, encoded or random text near 6.</summary>
public static class PromptEntropy
{
    /// <summary>Shannon's entropy of the single characters (UTF-16), in bits a character; 0 for an empty text.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return 0;
        Span<int> low = stackalloc int[256];
        low.Clear();
        int[]? high = null;
        foreach (var c in text)
        {
            if (c < 256) low[c]++;
            else
            {
                if (high is null)
                {
                    high = ArrayPool<int>.Shared.Rent(char.MaxValue + 1);
                    Array.Clear(high, 0, char.MaxValue + 1);
                }

                high[c]++;
            }
        }

        var sum = Sum(low);
        if (high is not null)
        {
            // Each character once: its count is taken out when it is first met.
            foreach (var c in text)
            {
                if (c < 256 || high[c] == 0) continue;
                sum += high[c] * Math.Log2(high[c]);
                high[c] = 0;
            }

            ArrayPool<int>.Shared.Return(high);
        }

        return Math.Max(0, Math.Log2(text.Length) - sum / text.Length);
    }

    private static double Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0.0;
        foreach (var count in counts)
            if (count > 1) sum += count * Math.Log2(count);
        return sum;
    }
}
