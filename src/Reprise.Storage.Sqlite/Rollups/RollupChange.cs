using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>What a transaction adds to one measure and takes from it.</summary>
internal sealed class RollupChange
{
    public RollupMeasure Added { get; } = new();

    /// <summary>Null when nothing goes.</summary>
    public RollupMeasure? Removed { get; private set; }

    /// <summary>Whether interactions went altogether, so that the first and the last one may be others now.</summary>
    public bool HasDeletions { get; private set; }

    public void Add(in AggregateSample sample) => Added.Add(sample);

    public void Remove(in AggregateSample sample, bool isDeletion)
    {
        (Removed ??= new RollupMeasure()).Add(sample);
        HasDeletions |= isDeletion;
    }

    public void Add(RollupChange other)
    {
        Added.Add(other.Added);
        HasDeletions |= other.HasDeletions;
        if (other.Removed is { } removed) (Removed ??= new RollupMeasure()).Add(removed);
    }

    /// <summary>Brings a stored measure up to date. False when it does not hold what goes; it is then of no use any more.</summary>
    public bool TryApply(RollupMeasure measure)
    {
        measure.Add(Added);
        return Removed is null || measure.TrySubtract(Removed);
    }

    /// <summary>Whether the first or the last interaction of a measure this was applied to may have gone.</summary>
    public bool MovesBounds(RollupMeasure measure) => HasDeletions && Removed is { } removed && (removed.FirstMs <= measure.FirstMs || removed.LastMs >= measure.LastMs);
}
