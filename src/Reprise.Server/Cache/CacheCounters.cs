using System.Collections.Concurrent;

namespace Reprise.Server.Cache;

/// <summary>What the cache has done since the server started. Safe for use from many threads.</summary>
internal sealed class CacheCounters
{
    private readonly ConcurrentDictionary<(string Status, string Policy), long> _lookups = new();
    private readonly ConcurrentDictionary<string, long> _notKept = new(StringComparer.Ordinal);
    private long _received;
    private long _added;
    private long _dropped;
    private long _failed;
    private long _removed;
    private long _trimmed;
    private long _followed;
    private long _checks;
    private long _wrong;
    private long _unsure;
    private long _checksDropped;
    private long _checksFailed;

    /// <summary>Requests that took part, by what became of them and policy.</summary>
    public IEnumerable<KeyValuePair<(string Status, string Policy), long>> Lookups => _lookups;

    /// <summary>Answers that are not kept, by the reason.</summary>
    public IEnumerable<KeyValuePair<string, long>> NotKept => _notKept;

    /// <summary>Answers of requests that missed and reached the record.</summary>
    public long Received => Volatile.Read(ref _received);
    public long Added => Volatile.Read(ref _added);

    /// <summary>Answers that found no room on their way to becoming entries; the record has them, and they become entries later.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Times the entries could not be read or written.</summary>
    public long Failed => Volatile.Read(ref _failed);
    public long Removed => Volatile.Read(ref _removed);

    /// <summary>Of these, those that were more than may be kept.</summary>
    public long Trimmed => Volatile.Read(ref _trimmed);

    /// <summary>Requests that were given the answer to the same request before it was on record.</summary>
    public long Followed => Volatile.Read(ref _followed);
    public long Checks => Volatile.Read(ref _checks);
    public long Wrong => Volatile.Read(ref _wrong);

    /// <summary>Checks that could not tell.</summary>
    public long Unsure => Volatile.Read(ref _unsure);
    public long ChecksDropped => Volatile.Read(ref _checksDropped);

    /// <summary>Checks whose provider did not answer, or not with an answer.</summary>
    public long ChecksFailed => Volatile.Read(ref _checksFailed);

    public long Count(string status) => _lookups.Where(pair => pair.Key.Status == status).Sum(static pair => pair.Value);

    public void AddLookup(string status, string policy) => _lookups.AddOrUpdate((status, policy), 1, static (_, count) => count + 1);

    public void AddNotKept(string reason) => _notKept.AddOrUpdate(reason, 1, static (_, count) => count + 1);

    public void AddReceived() => Interlocked.Increment(ref _received);

    public void AddAdded(int count) => Interlocked.Add(ref _added, count);

    public void AddDropped(int count = 1) => Interlocked.Add(ref _dropped, count);

    public void AddFailed() => Interlocked.Increment(ref _failed);

    public void AddRemoved(int count) => Interlocked.Add(ref _removed, count);

    public void AddTrimmed(int count) => Interlocked.Add(ref _trimmed, count);

    public void AddFollowed() => Interlocked.Increment(ref _followed);

    public void AddCheck(bool? agrees)
    {
        Interlocked.Increment(ref _checks);
        if (agrees is null) Interlocked.Increment(ref _unsure);
        else if (agrees == false) Interlocked.Increment(ref _wrong);
    }

    public void AddCheckDropped() => Interlocked.Increment(ref _checksDropped);

    public void AddCheckFailed() => Interlocked.Increment(ref _checksFailed);
}
