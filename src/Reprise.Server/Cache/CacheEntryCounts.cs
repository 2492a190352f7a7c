using Reprise.Cache.Entries;

namespace Reprise.Server.Cache;

/// <summary>How many entries there are, counted at most once a minute, since counting reads them all.</summary>
internal sealed class CacheEntryCounts(CacheOpening opening, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _countedAt;
    private long _latest;

    public long Latest
    {
        get
        {
            lock (_gate)
            {
                if (!opening.TryFind(out var index) || (_countedAt is { } at && time.GetElapsedTime(at) < s_fresh)) return _latest;
                _countedAt = time.GetTimestamp();
                try
                {
                    _latest = index.Entries.Count().Sum(static count => count.Entries);
                }
                catch (CacheEntriesException)
                {
                    // The number of a minute ago will do.
                }

                return _latest;
            }
        }
    }
}
