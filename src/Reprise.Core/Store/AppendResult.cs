using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>What became of a batch.</summary>
/// <param name="Stored">Interactions that were new.</param>
/// <param name="Known">Interactions that were there already, or came twice in the batch.</param>
public readonly record struct AppendResult(int Stored, int Known)
{
    /// <summary>Places in the batch of those that were known, ascending; null from a store that does not say. Two results with the same counts are equal.</summary>
    public IReadOnlyList<int>? KnownAt { get; init; }

    /// <summary>The new ones of the batch this is the result of; all of them, when some were new and the store does not say which.</summary>
    public IReadOnlyList<RecordedInteraction> NewOf(IReadOnlyList<RecordedInteraction> batch)
    {
        if (Stored == 0) return [];
        if (Known == 0 || KnownAt is null) return batch;
        var known = KnownAt.ToHashSet();
        return [.. batch.Where((_, place) => !known.Contains(place))];
    }

    public bool Equals(AppendResult other) => Stored == other.Stored && Known == other.Known;

    public override int GetHashCode() => HashCode.Combine(Stored, Known);
}
