using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Comparison;

/// <summary>Compares two recorded calls, of one dialect or of two. Never throws on any bytes; safe for any number of threads.</summary>
public static class CallComparer
{
    /// <param name="original">The first.</param>
    /// <param name="replay">The second.</param>
    /// <param name="embedder">For the similarity of meaning.</param>
    public static CallComparison Compare(RecordedInteraction original, RecordedInteraction replay, IEmbedder? embedder = null) => throw new NotSupportedException();
}
