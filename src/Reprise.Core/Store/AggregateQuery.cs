using Reprise.Store.Rollups;

namespace Reprise.Store;

/// <summary>What to count, and by what.</summary>
public sealed record AggregateQuery
{
    public const int MaxGroups = 10_000;

    public required string Project { get; init; }
    public Filter Filter { get; init; } = Filter.All;
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Width of a time bucket, at least a second; null for none. Buckets begin at multiples of it since 1970, UTC.</summary>
    public TimeSpan? Bucket { get; init; }

    /// <summary>Up to two fields of <see cref="FilterField"/> that can be grouped by.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>At most this many rows, the largest counts first when there is no bucket; 1 to <see cref="MaxGroups"/>.</summary>
    public int Limit { get; init; } = 1000;
}

public sealed record AggregateResult(IReadOnlyList<AggregateRow> Rows)
{
    /// <summary>What answered: <c>rows</c>, or the coarsest rollup that took part: <c>minutes</c>, <c>hours</c>, <c>days</c>.</summary>
    public string Source { get; init; } = "rows";

    /// <summary>True when <see cref="AggregateQuery.Limit"/> cut rows off.</summary>
    public bool Truncated { get; init; }
}

/// <summary>
/// One bucket and group. Sums leave out interactions that have no such value; sums that may be null are null where none had. Counts, sums, means and
/// timestamps are exact whatever answered.
/// </summary>
/// <remarks>
/// Percentiles are at the nearest rank. They are exact when <see cref="AggregateResult.Source"/> is <c>rows</c> and there are no more than
/// <see cref="AggregateTable.MostDurations"/> durations in all rows together; otherwise they come from histograms and are at most 1/64 (1.6 %) off
/// (<see cref="LatencyHistogram.MaxRelativeError"/>), below 64 ms not at all.
/// </remarks>
public sealed record AggregateRow
{
    public DateTimeOffset? Bucket { get; init; }

    /// <summary>Values of the group fields, in their order; null where the interaction had none.</summary>
    public IReadOnlyList<string?> Group { get; init; } = [];

    public long Count { get; init; }

    /// <summary>How many ended as error or timeout.</summary>
    public long Errors { get; init; }
    public long PromptTokens { get; init; }
    public long CompletionTokens { get; init; }
    public long CachedTokens { get; init; }
    public long CacheWriteTokens { get; init; }
    public long ReasoningTokens { get; init; }

    /// <summary>Bytes of requests and answers together, as they were recorded.</summary>
    public long Bytes { get; init; }
    public decimal? CostUsd { get; init; }
    public decimal? SavedCostUsd { get; init; }
    public double? LatencyMsMean { get; init; }
    public long? LatencyMsP50 { get; init; }
    public long? LatencyMsP95 { get; init; }
    public long? LatencyMsP99 { get; init; }

    /// <summary>Time to the first token, of those interactions that have one.</summary>
    public double? TtftMsMean { get; init; }
    public long? TtftMsP50 { get; init; }
    public long? TtftMsP95 { get; init; }

    /// <summary>The mean quality, each score rounded to a billionth.</summary>
    public double? QualityMean { get; init; }
    public DateTimeOffset FirstTimestamp { get; init; }
    public DateTimeOffset LastTimestamp { get; init; }
}
