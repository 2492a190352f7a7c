namespace Reprise.Cache.Statistics;

/// <summary>Which lookups are counted.</summary>
public sealed record StatisticsQuery
{
    public required string Project { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Only of this policy; of all when null.</summary>
    public string? Policy { get; init; }

    /// <summary>Width of a time bucket; null for none.</summary>
    public TimeSpan? Bucket { get; init; }
}
