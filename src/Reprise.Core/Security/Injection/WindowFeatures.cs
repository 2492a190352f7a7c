namespace Reprise.Security.Injection;

/// <summary>
/// What is known of a text beyond the sum of its words: how suspicious its worst passage is, its beginning and its end. An order hidden in a long mail is a few words
/// among hundreds, so the text is looked at through windows of several sizes.
/// </summary>
internal static class WindowFeatures
{
    public const int Count = 17;

    /// <summary>In tokens. An order is about a sentence, a paragraph, or everything.</summary>
    public static ReadOnlySpan<int> Sizes => [12, 32, 96];

    private const float SmallestNorm = 6;

    /// <param name="sums">Weights of the features up to each token; one more than there are tokens.</param>
    /// <param name="bias">Of the words' model.</param>
    /// <param name="edges">What the edges' table says of the beginning, of the end, and whether the text is a mail.</param>
    /// <param name="into"><see cref="Count"/> numbers.</param>
    /// <returns>The worst window of the middle size, in tokens.</returns>
    public static (int Start, int End) Read(ReadOnlySpan<float> sums, float bias, (float First, float Last, bool IsMail) edges, Span<float> into)
    {
        var tokens = sums.Length - 1;
        into.Clear();
        var worst = (0, tokens);
        into[0] = Score(sums, 0, tokens, bias);
        for (var size = 0; size < Sizes.Length; size++)
        {
            var length = Sizes[size];
            if (tokens <= length)
            {
                into[1 + size] = into[0];
                continue;
            }

            var (best, mean, count) = (float.MinValue, 0f, 0);
            for (var start = 0; ; start += Math.Max(1, length / 4))
            {
                if (start + length > tokens) start = tokens - length;
                var score = Score(sums, start, start + length, bias);
                (mean, count) = (mean + score, count + 1);
                if (score > best)
                {
                    best = score;
                    if (size == 1) worst = (start, start + length);
                }

                if (start + length >= tokens) break;
            }

            into[1 + size] = best;
            if (size == 0) into[4] = best - mean / count;
        }

        // The edges of a long text against what lies between them.
        const int edge = EdgeFeatures.Edge;
        if (tokens >= EdgeFeatures.Shortest)
        {
            var worse = MathF.Max(edges.First, edges.Last);
            into[12] = worse;
            into[13] = MathF.Min(edges.First, edges.Last);
            into[14] = edges.IsMail ? 1 : 0;
            into[15] = edges.IsMail ? worse : 0;
            into[16] = edges.IsMail ? into[0] : 0;
            var middle = Score(sums, edge, tokens - edge, bias);
            into[5] = Score(sums, 0, edge, bias) - middle;
            into[6] = Score(sums, tokens - edge, tokens, bias) - middle;
            into[7] = 1;
        }

        into[8] = MathF.Log2(1 + tokens) / 8;
        into[9] = into[0] * into[8];
        into[10] = into[1] * into[8];
        into[11] = into[7] * into[2];
        return worst;
    }

    public static float Score(ReadOnlySpan<float> sums, int start, int end, float bias) => bias + (sums[end] - sums[start]) / MathF.Sqrt(Math.Max(end - start, SmallestNorm));
}
