using Reprise.Interactions;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Keeps the pieces in which a body came in step with its changed bytes.</summary>
internal static class ChunkEdges
{
    /// <summary>The same pieces around what was replaced, so that events still arrive whole. Empty pieces go; their time is added to the next.</summary>
    /// <param name="chunks">As the body came.</param>
    /// <param name="cuts">What was replaced, in order.</param>
    /// <param name="length">Of the body now.</param>
    public static IReadOnlyList<BodyChunk> Fitted(IReadOnlyList<BodyChunk> chunks, IReadOnlyList<BodyCut> cuts, int length)
    {
        if (chunks.Count == 0 || length == 0) return [];
        var fitted = new List<BodyChunk>(chunks.Count);
        var (at, moved, cut, last) = (0, 0, 0, 0);
        var delay = 0L;
        for (var i = 0; i < chunks.Count; i++)
        {
            at += chunks[i].Length;
            delay += chunks[i].DelayMs;
            while (cut < cuts.Count && cuts[cut].Start < at)
            {
                moved += cuts[cut].NewLength - (cuts[cut].End - cuts[cut].Start);
                cut++;
            }

            // Never in the middle of what was put in: a piece that ended within the value now ends behind it.
            var edge = cut > 0 ? Math.Max(at, cuts[cut - 1].End) : at;
            var end = i == chunks.Count - 1 ? length : Math.Clamp(edge + moved, last, length);
            if (end == last) continue;
            fitted.Add(new BodyChunk(end - last, (int)Math.Min(delay, int.MaxValue)));
            (last, delay) = (end, 0);
        }

        if (last < length && fitted.Count > 0) fitted[^1] = fitted[^1] with { Length = fitted[^1].Length + length - last };
        return fitted;
    }
}
