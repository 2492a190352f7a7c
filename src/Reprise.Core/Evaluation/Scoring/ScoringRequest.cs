using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Evaluation.Scoring;

/// <summary>Which recorded interactions to score.</summary>
public sealed record ScoringRequest
{
    /// <summary>Interactions of one request.</summary>
    public const int MaxLimit = 1000;

    public required string Project { get; init; }
    public Filter Filter { get; init; } = Filter.All;
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>These and no others; null when the filter says which.</summary>
    public IReadOnlyList<InteractionId>? Ids { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where an earlier request ended; null to begin.</summary>
    public ScoringCursor? Cursor { get; init; }

    /// <summary>What answers should be; null where nobody said.</summary>
    public Func<RecordedInteraction, string?> Expected { get; init; } = static _ => null;

    /// <summary>Puts nothing on record and asks no judge.</summary>
    public bool DryRun { get; init; }

    /// <summary>After so long no further page is begun; a request that is not complete has a cursor.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}
