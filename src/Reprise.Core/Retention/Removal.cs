using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>What is to go from a project, the oldest first.</summary>
internal sealed record Removal
{
    public required string Project { get; init; }
    public required Filter Filter { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Only bodies, response headers and previews.</summary>
    public bool BodiesOnly { get; init; }

    /// <summary>At most so many interactions.</summary>
    public long MostInteractions { get; init; } = long.MaxValue;

    /// <summary>No more than what reaches so many bytes of bodies.</summary>
    public long EnoughBytes { get; init; } = long.MaxValue;

    /// <summary>How many, or how many bytes, are too much now; asked again while it runs, since others may remove some of the same.</summary>
    public Func<CancellationToken, Task<long>>? Recount { get; init; }

    /// <summary>Why, for the tombstones of the proof.</summary>
    public required string Reason { get; init; }

    /// <summary>Who has it removed.</summary>
    public required string Actor { get; init; }

    /// <summary>Only look how much it is.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What went, or would.</summary>
/// <param name="Interactions">How many.</param>
/// <param name="Bytes">Their bodies as they were recorded; 0 where only bodies go, since some had none any more.</param>
/// <param name="IsWhole">False when something told it to stop before the end.</param>
internal sealed record Removed(long Interactions, long Bytes, bool IsWhole)
{
    /// <summary>Selects what went: of a dry run, to leave it out of what is counted next.</summary>
    public Filter Selection { get; init; } = new OrFilter([]);

    /// <summary>The time of the last one.</summary>
    public DateTimeOffset? Last { get; init; }
}
