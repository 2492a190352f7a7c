namespace Reprise.Server.Cache;

/// <summary>How the gateway gives cached answers; section <c>Cache</c>. Who takes part, and how sure a hit must be, is in <c>CacheUseOptions</c> of the same section.</summary>
internal sealed class CacheOptions
{
    public const string Section = "Cache";

    /// <summary>Most bytes of answers kept in memory. Default 64 MB; zero reads each answer from the store.</summary>
    public long HotBytes { get; set; } = 64L << 20;

    /// <summary>How long an answer in memory is given without a look at the record, where other servers can change it. Default 1 s. On SQLite there are none.</summary>
    public TimeSpan VerifyAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most entries. Default 1,000,000; beyond it those go that were added first, but for pinned ones.</summary>
    public int MaxEntries { get; set; } = 1_000_000;

    /// <summary>How long the record is waited for when an answer is read from it; then the provider is asked. Default 500 ms.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer requests take no part. Default 1 MB.</summary>
    public int MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>How long a request waits for the answer to the same request that is on its way already. Default 30 s; zero asks the provider again.</summary>
    public TimeSpan FollowFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most requests that wait for one answer. Default 1,000.</summary>
    public int MaxFollowers { get; set; } = 1000;

    /// <summary>Most answers waiting to become entries. Default 8,192; beyond it they are found again later, in the record.</summary>
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>Pause between two looks at the record for entries that are missing here. Default 5 s; where no other server shares the record it is looked at once a minute at most.</summary>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Pause between two comparisons of all entries with the record, where several servers share it: what another one deleted, evicted or judged counts here by then.
    /// Entries whose time is over go in the same rhythm. Default 10 minutes.
    /// </summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far back the record is read for a cache that was lost. Default 7 days.</summary>
    public TimeSpan RebuildFrom { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Hits checked upstream at the same time. Default 2; zero turns checks off.</summary>
    public int CheckConcurrency { get; set; } = 2;

    /// <summary>Hits waiting to be checked; beyond it they are not checked, and counted. Default 100.</summary>
    public int CheckQueue { get; set; } = 100;

    /// <summary>What is wrong with these settings, each with its full name; empty when nothing is.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (HotBytes < 0) yield return $"Cache:HotBytes is {HotBytes}; expected 0 or more.";
        if (VerifyAfter < TimeSpan.Zero || VerifyAfter > TimeSpan.FromHours(1)) yield return $"Cache:VerifyAfter is {VerifyAfter}; expected 0 to 1 hour.";
        if (MaxEntries is < 1 or > 100_000_000) yield return $"Cache:MaxEntries is {MaxEntries}; expected 1 to 100,000,000.";
        if (ReadTimeout < TimeSpan.FromMilliseconds(10) || ReadTimeout > TimeSpan.FromMinutes(1)) yield return $"Cache:ReadTimeout is {ReadTimeout}; expected 10 ms to 1 minute.";
        if (MaxRequestBytes is < 1024 or > 64 << 20) yield return $"Cache:MaxRequestBytes is {MaxRequestBytes}; expected 1 KB to 64 MB.";
        if (FollowFor < TimeSpan.Zero || FollowFor > TimeSpan.FromHours(1)) yield return $"Cache:FollowFor is {FollowFor}; expected 0 to 1 hour.";
        if (MaxFollowers is < 0 or > 1_000_000) yield return $"Cache:MaxFollowers is {MaxFollowers}; expected 0 to 1,000,000.";
        if (QueueCapacity is < 1 or > 1_000_000) yield return $"Cache:QueueCapacity is {QueueCapacity}; expected 1 to 1,000,000.";
        if (SyncInterval < TimeSpan.FromMilliseconds(100) || SyncInterval > TimeSpan.FromDays(1)) yield return $"Cache:SyncInterval is {SyncInterval}; expected 100 ms to 1 day.";
        if (SweepInterval < TimeSpan.FromSeconds(1) || SweepInterval > TimeSpan.FromDays(1)) yield return $"Cache:SweepInterval is {SweepInterval}; expected 1 second to 1 day.";
        if (RebuildFrom < TimeSpan.Zero || RebuildFrom > TimeSpan.FromDays(3660)) yield return $"Cache:RebuildFrom is {RebuildFrom}; expected 0 to 10 years.";
        if (CheckConcurrency is < 0 or > 100) yield return $"Cache:CheckConcurrency is {CheckConcurrency}; expected 0 to 100.";
        if (CheckQueue is < 1 or > 100_000) yield return $"Cache:CheckQueue is {CheckQueue}; expected 1 to 100,000.";
    }
}
