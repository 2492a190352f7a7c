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
    /// <summary>What answered: <c>rows</c>, or the name of a rollup.</summary>
    public string Source { get; init; } = "rows";

    /// <summary>True when <see cref="AggregateQuery.Limit"/> cut rows off.</summary>
    public bool Truncated { get; init; }
}

/// <summary>One bucket and group. Sums leave out interactions that have no such value; null where none had.</summary>
public sealed record AggregateRow
{
    public DateTimeOffset? Bucket { get; init; }

    /// <summary>Values of the group fields, in their order; null where the interaction had none.</summary>
    public IReadOnlyList<string?> Group { get; init; } = [];

    public long Count { get; init; }
    public long Errors { get; init; }
    public long PromptTokens { get; init; }
    public long CompletionTokens { get; init; }
    public long CachedTokens { get; init; }
    public long ReasoningTokens { get; init; }
    public decimal? CostUsd { get; init; }
    public decimal? SavedCostUsd { get; init; }
    public double? LatencyMsMean { get; init; }

    /// <summary>Nearest-rank percentiles of latency in milliseconds, exact when <see cref="AggregateResult.Source"/> is <c>rows</c>.</summary>
    public long? LatencyMsP50 { get; init; }
    public long? LatencyMsP95 { get; init; }
    public long? LatencyMsP99 { get; init; }
    public double? QualityMean { get; init; }
    public DateTimeOffset FirstTimestamp { get; init; }
    public DateTimeOffset LastTimestamp { get; init; }
}
