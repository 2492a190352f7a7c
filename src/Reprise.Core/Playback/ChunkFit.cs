using Reprise.Interactions;

namespace Reprise.Playback;

/// <summary>Fits how a body arrived to a body of another length: an answer was decoded, redacted or edited since.</summary>
internal static class ChunkFit
{
    /// <summary>The same delays with lengths in proportion, adding up to the body; the given list itself when it adds up already and has no empty chunk.</summary>
    public static IReadOnlyList<BodyChunk> To(IReadOnlyList<BodyChunk> chunks, int bodyLength)
    {
        long sum = 0;
        var hasEmpty = false;
        foreach (var chunk in chunks)
        {
            sum += chunk.Length;
            hasEmpty |= chunk.Length == 0;
        }

        if (sum == bodyLength && !hasEmpty) return chunks;
        if (bodyLength == 0 || chunks.Count == 0) return [];
        var fitted = new List<BodyChunk>(chunks.Count);
        var (seen, at, delay) = (0L, 0, 0L);
        for (var i = 0; i < chunks.Count; i++)
        {
            seen += chunks[i].Length;
            delay += chunks[i].DelayMs;
            var end = i == chunks.Count - 1 || sum == 0 ? bodyLength : (int)(bodyLength * (double)seen / sum);
            if (end <= at) continue;
            fitted.Add(new BodyChunk(end - at, (int)Math.Min(delay, int.MaxValue)));
            (at, delay) = (end, 0);
        }

        return fitted;
    }
}
