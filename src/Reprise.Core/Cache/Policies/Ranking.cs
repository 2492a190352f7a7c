using Reprise.Cache.Entries;

namespace Reprise.Cache.Policies;

/// <summary>Which of several answers is the best: quality × similarity, where old answers count for less.</summary>
public static class Ranking
{
    /// <summary>Pinned first, then the higher rank, then the newer answer.</summary>
    public static IComparer<CacheCandidate> BestFirst { get; } = new BestFirstOrder();

    /// <summary>How long ago that was; a time ahead of us, as a clock that was set back leaves behind, is now.</summary>
    public static TimeSpan Age(DateTimeOffset timestamp, DateTimeOffset now) => now > timestamp ? now - timestamp : TimeSpan.Zero;

    /// <summary>What an answer of that age still counts for, 0 to 1.</summary>
    public static double Decay(CachePolicy policy, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.DecayHorizon is not { } horizon || horizon <= TimeSpan.Zero || age <= TimeSpan.Zero) return 1;
        return Math.Max(policy.DecayFloor, 1 - (age / horizon));
    }

    /// <summary>The entry's quality after decay, 0 to 1. What a person pinned does not age, and stays good until somebody says otherwise.</summary>
    public static double Quality(CachePolicy policy, CacheEntry entry, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.IsPinned) return entry.Quality ?? 1;
        return Math.Clamp(entry.Quality ?? policy.AssumedQuality, 0, 1) * Decay(policy, Age(entry.Timestamp, now));
    }

    /// <summary>After which age an answer that nobody judged is no longer good enough; zero when it never is, null when it always is.</summary>
    public static TimeSpan? LifeOfUnjudged(CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.AssumedQuality < policy.MinQuality) return TimeSpan.Zero;
        if (policy.DecayHorizon is not { } horizon || policy.AssumedQuality * policy.DecayFloor >= policy.MinQuality) return null;
        return horizon * (1 - (policy.MinQuality / policy.AssumedQuality));
    }

    /// <summary>By which the best is chosen.</summary>
    public static double Rank(double quality, double similarity) => quality * similarity;

    /// <summary>Why an entry must not be given though it matches, in a word of <see cref="CacheReasons"/>; null when it may. Pinned ones always may.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="now">By the server's clock.</param>
    /// <param name="maxAge">What the request asks beyond the policy; null for nothing.</param>
    public static string? WhyNot(CachePolicy policy, CacheEntry entry, DateTimeOffset now, TimeSpan? maxAge = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(entry);
        // A request that wants something fresh means it, whatever others pinned.
        if (maxAge is { } most && Age(entry.Timestamp, now) > most) return CacheReasons.TooOld;
        if (entry.IsPinned) return null;
        // A caller may shorten the owner's limit, not stretch it.
        if (entry.Expires <= now || Age(entry.Timestamp, now) > policy.MaxAge) return CacheReasons.TooOld;
        return Quality(policy, entry, now) < policy.MinQuality ? CacheReasons.LowQuality : null;
    }

    private sealed class BestFirstOrder : IComparer<CacheCandidate>
    {
        public int Compare(CacheCandidate? x, CacheCandidate? y)
        {
            if (x is null || y is null) return (x is null ? 1 : 0) - (y is null ? 1 : 0);
            if (x.Entry.IsPinned != y.Entry.IsPinned) return x.Entry.IsPinned ? -1 : 1;
            var byRank = y.Rank.CompareTo(x.Rank);
            if (byRank != 0) return byRank;
            var byTime = y.Entry.Timestamp.CompareTo(x.Entry.Timestamp);
            return byTime != 0 ? byTime : y.Entry.Number.CompareTo(x.Entry.Number);
        }
    }
}
