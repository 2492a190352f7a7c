namespace Reprise.Client.Documents;

/// <param name="Source">What answered: <c>rows</c>, or the coarsest rollup that took part: <c>minutes</c>, <c>hours</c>, <c>days</c>.</param>
/// <param name="Truncated">True when the limit cut rows off.</param>
/// <param name="Rows">One per bucket and group.</param>
public sealed record AggregateDocument(string? Source, bool Truncated, IReadOnlyList<AggregateRowDocument> Rows);

/// <summary>
/// One bucket and group. A mean, a percentile or a cost is null where no interaction had such a value. Percentiles are exact from rows and at most 1.6 % off
/// from rollups and from more than a million durations; everything else is exact.
/// </summary>
public sealed record AggregateRowDocument
{
    public DateTimeOffset? Bucket { get; init; }
    public IReadOnlyList<string?>? Group { get; init; }
    public long Count { get; init; }
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
    public double? TtftMsMean { get; init; }
    public long? TtftMsP50 { get; init; }
    public long? TtftMsP95 { get; init; }
    public double? QualityMean { get; init; }
    public DateTimeOffset? FirstTimestamp { get; init; }
    public DateTimeOffset? LastTimestamp { get; init; }
}
