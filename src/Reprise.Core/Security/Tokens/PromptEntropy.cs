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
        var wide = 0;
        foreach (var c in text)
        {
            if (c < 256) low[c]++;
            else wide++;
        }

        var sum = Sum(low);
        if (wide > 0) sum += Wide(text, wide);
        return Math.Max(0, Math.Log2(text.Length) - sum / text.Length);
    }

    // The other characters, sorted, so that equal ones stand together.
    private static double Wide(ReadOnlySpan<char> text, int count)
    {
        var characters = ArrayPool<char>.Shared.Rent(count);
        var at = 0;
        foreach (var c in text)
            if (c >= 256) characters[at++] = c;
        var sorted = characters.AsSpan(0, count);
        sorted.Sort();
        var sum = 0.0;
        for (var i = 0; i < count;)
        {
            var run = sorted[i..].IndexOfAnyExcept(sorted[i]) is var stop and >= 0 ? stop : count - i;
            sum += run * Math.Log2(run);
            i += run;
        }

        ArrayPool<char>.Shared.Return(characters);
        return sum;
    }

    private static double Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0.0;
        foreach (var count in counts)
            if (count > 1) sum += count * Math.Log2(count);
        return sum;
    }
}
