namespace Reprise.Security.Injection;

/// <summary>
/// How a long text begins and ends. An order that is put before or behind somebody's mail looks harmless on its own ("Explain how tides work."); it is its place that
/// gives it away. So the words at the edges are weighed by a table of their own, and apart for mails and for everything else.
/// </summary>
internal static class EdgeFeatures
{
    /// <summary>A power of two.</summary>
    public const int Buckets = 1 << 16;

    /// <summary>In tokens.</summary>
    public const int Edge = 14;

    /// <summary>Shorter texts have no edges.</summary>
    public const int Shortest = 4 * Edge;

    private const int MarkersOfMail = 2;

    private static readonly uint[] s_markers = [.. new[] { "subject", "dear", "regards", "sincerely", "unsubscribe", "received", "hi", "hello", "thanks", "sent", "email_from", "from", "invoice", "newsletter", "customer", "team", "cheers" }.Select(InjectionFeatures.HashOf).Order()];

    /// <summary>Whether the text reads like a mail or a notice: it has several of the words that those have.</summary>
    public static bool IsMail(ReadOnlySpan<uint> tokens)
    {
        var seen = 0;
        foreach (var token in tokens[..Math.Min(tokens.Length, 400)])
        {
            var at = s_markers.AsSpan().BinarySearch(token);
            if (at >= 0) seen |= 1 << at;
        }

        return System.Numerics.BitOperations.PopCount((uint)seen) >= MarkersOfMail;
    }

    /// <summary>The buckets of one edge: words, pairs and triples.</summary>
    /// <returns>How many were written; at most three for each token.</returns>
    public static int Read(ReadOnlySpan<uint> edge, bool isMail, Span<int> into)
    {
        var (count, salt) = (0, isMail ? 0x7F4A_7C15u : 0x1656_67B1u);
        for (var i = 0; i < edge.Length; i++)
        {
            into[count++] = Bucket(edge[i] ^ salt);
            if (i > 0) into[count++] = Bucket((edge[i - 1] * 0x9E37_79B1u) ^ edge[i] ^ salt);
            if (i > 1) into[count++] = Bucket((edge[i - 2] * 0x85EB_CA6Bu) ^ (edge[i - 1] * 0x9E37_79B1u) ^ edge[i] ^ salt);
        }

        return count;
    }

    private static int Bucket(uint hash) => (int)(InjectionFeatures.Mix(hash) & (Buckets - 1));
}
