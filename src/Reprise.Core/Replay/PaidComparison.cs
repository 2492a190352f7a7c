using Reprise.Comparison;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Replay;

/// <summary>Compares an answer that is paid for: whatever befalls the comparison, the answer is told.</summary>
internal static class PaidComparison
{
    public const string Fault = "The two answers could not be compared, by a fault in the comparison; only what the columns of the record say is compared.";

    /// <summary>The comparison, and whether it is whole.</summary>
    public static (CallComparison Comparison, bool IsWhole) Of(RecordedInteraction original, RecordedInteraction replay, IEmbedder embedder)
    {
        try
        {
            return (CallComparer.Compare(original, replay, embedder), true);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (CallComparer.Compare(WithoutBodies(original), WithoutBodies(replay), StaticEmbedder.Shared), false);
        }
    }

    private static RecordedInteraction WithoutBodies(RecordedInteraction record) => record with { Request = null, Response = null };
}
