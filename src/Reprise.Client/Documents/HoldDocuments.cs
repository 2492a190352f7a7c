using Reprise.Retention;

namespace Reprise.Client.Documents;

/// <summary>A hold to place.</summary>
/// <param name="Name">1 to 64 of a–z, A–Z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>.</param>
/// <param name="Filter">Which interactions, in the filter language; empty for everything in the project.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record HoldRequest(string Name, string Filter, string Reason);

public sealed record HoldList(IReadOnlyList<Hold> Items);

/// <summary>What to delete; at least one of filter and times.</summary>
public sealed record DeletionRequest
{
    /// <summary>In the filter language; empty selects everything.</summary>
    public string? Q { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Only say how many.</summary>
    public bool DryRun { get; init; }

    /// <summary>Leave out what is held instead of refusing all.</summary>
    public bool LeaveHeld { get; init; }
}
