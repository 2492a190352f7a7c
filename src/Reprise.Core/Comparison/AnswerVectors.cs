using Reprise.Embeddings;

namespace Reprise.Comparison;

/// <summary>How alike two texts are in meaning, by their vectors.</summary>
internal static class AnswerVectors
{
    /// <summary>Most pieces a text is read in. A longer text is read in so many pieces spread evenly over it.</summary>
    private const int MostPieces = 32;

    /// <summary>Beyond this only the pieces are read even by a model that reads texts of any length.</summary>
    private const int LongestPiece = 64 * 1024;

    /// <summary>
    /// Cosine, −1 to 1, held to 0 to 1; null when one text has nothing to read, or when the embedder does not answer at once. A text longer than the embedder reads to its
    /// end is read in pieces, and its vector is the mean of theirs.
    /// </summary>
    public static double? Similarity(string one, string other, IEmbedder embedder)
    {
        if (string.IsNullOrWhiteSpace(one) || string.IsNullOrWhiteSpace(other)) return null;
        var longest = Math.Clamp(embedder.LongestText, 1, LongestPiece);
        var (first, second) = (Pieces(one, longest), Pieces(other, longest));
        var size = embedder.Identity.Dimensions;
        var vectors = new float[(first.Count + second.Count) * size];
        if (!TryEmbed(embedder, [.. first, .. second], vectors)) return null;
        var sums = (Mean(vectors.AsSpan(0, first.Count * size), size), Mean(vectors.AsSpan(first.Count * size), size));
        var (dot, lengthOne, lengthOther) = (0.0, 0.0, 0.0);
        for (var i = 0; i < size; i++)
        {
            dot += sums.Item1[i] * sums.Item2[i];
            lengthOne += sums.Item1[i] * sums.Item1[i];
            lengthOther += sums.Item2[i] * sums.Item2[i];
        }

        if (lengthOne == 0 || lengthOther == 0) return null;
        return Math.Clamp(dot / Math.Sqrt(lengthOne * lengthOther), 0, 1);
    }

    /// <summary>The two in the house answer at once. One that is asked over the network is not waited for, since comparing must neither block nor fail by it.</summary>
    private static bool TryEmbed(IEmbedder embedder, string[] texts, float[] vectors)
    {
        using var given = new CancellationTokenSource();
        try
        {
            var embedding = embedder.EmbedAsync(texts, vectors, given.Token);
            if (embedding.IsCompletedSuccessfully) return true;
            given.Cancel();
            _ = embedding.AsTask().ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    private static List<string> Pieces(string text, int longest)
    {
        var count = (text.Length + longest - 1) / longest;
        if (count <= 1) return [text];
        var pieces = new List<string>(Math.Min(count, MostPieces));
        for (var i = 0; i < Math.Min(count, MostPieces); i++)
        {
            var start = (int)((long)i * count / Math.Min(count, MostPieces)) * longest;
            pieces.Add(text.Substring(start, Math.Min(longest, text.Length - start)));
        }

        return pieces;
    }

    private static double[] Mean(ReadOnlySpan<float> vectors, int size)
    {
        var sum = new double[size];
        for (var i = 0; i < vectors.Length; i++) sum[i % size] += vectors[i];
        return sum;
    }
}
