using Reprise.Store;

namespace Reprise.Cache.Statistics;

/// <summary>How a tool did over a time.</summary>
public sealed record ToolStatistics
{
    public required string ToolId { get; init; }

    /// <summary>The time counted, in hours up to now; null for all there is.</summary>
    public double? Hours { get; init; }
    public required long TotalInteractions { get; init; }

    /// <summary>The share that ended well; null where there were none.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>Of those that have a quality; later scores count.</summary>
    public double? AverageQuality { get; init; }
    public double? AverageLatencyMs { get; init; }
    public long? LatencyMsP50 { get; init; }
    public long? LatencyMsP95 { get; init; }
    public decimal? CostUsd { get; init; }
    public DateTimeOffset? FirstTimestamp { get; init; }
    public DateTimeOffset? LastTimestamp { get; init; }

    public static async Task<ToolStatistics> ReadAsync(IInteractionStore store, string project, string toolId, double? hours, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        var query = new AggregateQuery
        {
            Project = project,
            Filter = new FieldFilter(FilterFields.Find("name")!, FilterOperator.Equal, toolId),
            From = hours is { } span ? time.GetUtcNow() - TimeSpan.FromHours(span) : null,
        };
        var all = (await store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows is [var row, ..] ? row : new AggregateRow();
        if (all.Count == 0) return new ToolStatistics { ToolId = toolId, Hours = hours, TotalInteractions = 0 };
        var byStatus = (await store.AggregateAsync(query with { GroupBy = ["status"] }, cancellationToken).ConfigureAwait(false)).Rows;
        var good = byStatus.Where(static status => status.Group is ["success"]).Sum(static status => status.Count);
        return new ToolStatistics
        {
            ToolId = toolId,
            Hours = hours,
            TotalInteractions = all.Count,
            SuccessRate = Math.Min(1, (double)good / all.Count),
            AverageQuality = all.QualityMean,
            AverageLatencyMs = all.LatencyMsMean,
            LatencyMsP50 = all.LatencyMsP50,
            LatencyMsP95 = all.LatencyMsP95,
            CostUsd = all.CostUsd,
            FirstTimestamp = all.FirstTimestamp,
            LastTimestamp = all.LastTimestamp,
        };
    }
}
