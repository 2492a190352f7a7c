using Reprise.Interactions;

namespace Reprise.Privacy.Erasure;

/// <summary>A place beside the record that may hold something of what is erased: settings, the journal, the cache.</summary>
public interface IErasedPlace
{
    /// <summary>Brings onto the record what is on its way there, before anything is looked for.</summary>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes it out, or counts it. Doing it again finds nothing more.</summary>
    Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken);

    /// <summary>Makes what went unreadable in the place's files, after all places have been gone through.</summary>
    Task ScrubAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What is erased, and what is told of it.</summary>
public sealed class ErasureScope
{
    public required string Project { get; init; }

    /// <summary>Ids of the person, to be taken out of texts; empty when a filter selects.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether an interaction is erased, or would be.</summary>
    public required Func<InteractionId, bool> IsErased { get; init; }

    /// <summary>The same of one that is not on record, such as a call that the store refused.</summary>
    public required Func<RecordedInteraction, bool> Selects { get; init; }

    public bool DryRun { get; init; }

    /// <summary>How many went, by kind.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>What stays.</summary>
    public List<LeftBehind> Left { get; } = [];

    public void Count(string kind, long count)
    {
        if (count > 0) Counts[kind] = Counts.GetValueOrDefault(kind) + count;
    }
}
