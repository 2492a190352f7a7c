using Reprise.Cache.Checks;

namespace Reprise.Cache.Statistics;

/// <summary>What the cache did in a project over a time, by the record.</summary>
public sealed record CacheStatistics
{
    /// <summary>Everything that took part or was meant to.</summary>
    public required CacheCount Total { get; init; }

    /// <summary>What hits would have cost.</summary>
    public decimal? SavedCostUsd { get; init; }

    /// <summary>Waiting that hits spared: their number times the mean latency of misses of the same model, less their own. Null where no model had both.</summary>
    public double? SavedLatencyMs { get; init; }

    /// <summary>Mean latency of hits.</summary>
    public double? HitLatencyMs { get; init; }

    /// <summary>Mean latency of misses.</summary>
    public double? MissLatencyMs { get; init; }

    /// <summary>Mean similarity of semantic hits, of the latest <see cref="Sampled"/>.</summary>
    public double? SimilarityMean { get; init; }

    /// <summary>How many semantic hits, the latest, the mean similarity was read from.</summary>
    public int Sampled { get; init; }

    /// <summary>What policies in shadow mode would have answered; null where there was nothing.</summary>
    public CacheWouldHits? WouldHit { get; init; }

    /// <summary>Why requests were not answered, the most frequent reason first.</summary>
    public IReadOnlyList<CacheReasonCount> Reasons { get; init; } = [];
    public IReadOnlyList<CachePolicyStatistics> Policies { get; init; } = [];
    public IReadOnlyList<CacheBucket> Buckets { get; init; } = [];

    /// <summary>Entries of the project on this server; null while the cache is not open.</summary>
    public long? Entries { get; init; }

    /// <summary>Memory that the vectors of all projects take on this server.</summary>
    public long? MemoryBytes { get; init; }
}

/// <summary>Outcomes counted.</summary>
public sealed record CacheCount
{
    /// <summary>Hits and misses: requests that were looked up.</summary>
    public long Lookups => HitsExact + HitsSemantic + Misses;
    public long HitsExact { get; init; }
    public long HitsSemantic { get; init; }
    public long Misses { get; init; }

    /// <summary>Requests that took part and could not be looked up.</summary>
    public long Bypasses { get; init; }

    /// <summary>Hits among lookups; null where there were none.</summary>
    public double? HitRate => Lookups == 0 ? null : (double)(HitsExact + HitsSemantic) / Lookups;

    internal static CacheCount Of(IEnumerable<(string? Status, long Count)> rows)
    {
        var count = new CacheCount();
        foreach (var (status, number) in rows)
        {
            count = status switch
            {
                "hit" => count with { HitsExact = count.HitsExact + number },
                "semantic" => count with { HitsSemantic = count.HitsSemantic + number },
                "miss" => count with { Misses = count.Misses + number },
                "bypass" => count with { Bypasses = count.Bypasses + number },
                _ => count,
            };
        }

        return count;
    }
}

/// <summary>Requests that shadow mode let go to their providers though there was an answer. They are among the misses, with the reason <c>shadow</c>.</summary>
/// <param name="Count">How many.</param>
/// <param name="SavedCostUsd">What they cost, and would not have.</param>
/// <param name="SimilarityMean">Of the latest 1,000; 1 is the very same request.</param>
public sealed record CacheWouldHits(long Count, decimal? SavedCostUsd, double? SimilarityMean);

/// <param name="Status"><c>miss</c> or <c>bypass</c>.</param>
/// <param name="Reason">In a word.</param>
/// <param name="Count">How often.</param>
public sealed record CacheReasonCount(string Status, string Reason, long Count);

/// <summary>One policy.</summary>
public sealed record CachePolicyStatistics
{
    public required string Policy { get; init; }
    public required CacheCount Count { get; init; }
    public decimal? SavedCostUsd { get; init; }

    /// <summary>
    /// Of semantic hits since the policy's last purge that were checked against a fresh answer, up to 2,000 of the last 30 days, whatever time is asked for; null where
    /// none was.
    /// </summary>
    public CacheChecks? Checks { get; init; }

    /// <summary>The share of wrong answers that its owner accepts.</summary>
    public double? AcceptedWrongRate { get; init; }

    /// <summary>How probable it must be now that an answer is right, checks considered; above 1 nothing but the very same request is answered.</summary>
    public double? RequiredProbability { get; init; }

    /// <summary>When checks, or the want of them, last changed that; null when they never did.</summary>
    public DateTimeOffset? RequiredSince { get; init; }

    /// <summary>Entries on this server.</summary>
    public long? Entries { get; init; }
}

/// <summary>What checks found.</summary>
/// <param name="Checked">Hits that were checked and could be told.</param>
/// <param name="Wrong">Those whose answer was wrong.</param>
/// <param name="WrongRate">Their share.</param>
/// <param name="Low">With 95 % confidence it is not below this.</param>
/// <param name="High">Nor above this.</param>
public sealed record CacheChecks(long Checked, long Wrong, double WrongRate, double Low, double High)
{
    /// <summary>Null without a check.</summary>
    public static CacheChecks? Of(CheckEstimate estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        return estimate.Rate is { } rate ? new CacheChecks(estimate.Checks, estimate.Wrong, rate, estimate.Interval.Lower, estimate.Interval.Upper) : null;
    }
}

/// <param name="Bucket">When it begins, UTC.</param>
/// <param name="Count">What happened in it.</param>
/// <param name="SavedCostUsd">What its hits would have cost.</param>
public sealed record CacheBucket(DateTimeOffset Bucket, CacheCount Count, decimal? SavedCostUsd);
