using System.Collections.Concurrent;

namespace Reprise.Capture;

/// <summary>What became of the calls that reached the recorder since it started. Safe to read from any thread.</summary>
public sealed class CaptureCounters
{
    private long _received;
    private long _stored;
    private long _known;
    private long _dropped;
    private long _failed;
    private long _unjournaled;
    private long _queued;
    private long _queuedBytes;
    private long _journalBytes;
    private volatile bool _journalHealthy = true;
    private volatile bool _storeHealthy = true;
    private volatile string? _lastError;
    private readonly ConcurrentDictionary<string, long> _withheld = new(StringComparer.Ordinal);

    /// <summary>Calls handed over.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Calls the store has made durable.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>Calls that were in the store already, after a restart.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>Calls lost: neither memory nor journal had room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Calls the store refused for good; they are kept aside in the journal folder.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Calls and records of which privacy let nothing, or no content, be recorded, by the reason.</summary>
    public IReadOnlyDictionary<string, long> Withheld => _withheld;

    /// <summary>Calls that could not be journalled and would be lost by a crash before they are stored.</summary>
    public long Unjournaled => Volatile.Read(ref _unjournaled);

    /// <summary>Calls not yet stored, in memory and in the journal.</summary>
    public long Queued => Volatile.Read(ref _queued);
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);
    public long JournalBytes => Volatile.Read(ref _journalBytes);
    public bool JournalHealthy => _journalHealthy;
    public bool StoreHealthy => _storeHealthy;

    /// <summary>The last thing that went wrong, in words without content; null while nothing has.</summary>
    public string? LastError => _lastError;

    internal void AddReceived(long count = 1) => Interlocked.Add(ref _received, count);

    internal void AddStored(AppendCounts counts)
    {
        Interlocked.Add(ref _stored, counts.Stored);
        Interlocked.Add(ref _known, counts.Known);
    }

    internal void AddDropped() => Interlocked.Increment(ref _dropped);

    internal void AddWithheld(string reason) => _withheld.AddOrUpdate(reason, 1, static (_, count) => count + 1);

    internal void AddFailed() => Interlocked.Increment(ref _failed);

    internal void AddUnjournaled() => Interlocked.Increment(ref _unjournaled);

    internal void AddQueued(int calls, long bytes)
    {
        Interlocked.Add(ref _queued, calls);
        Interlocked.Add(ref _queuedBytes, bytes);
    }

    internal void SetJournalBytes(long bytes) => Volatile.Write(ref _journalBytes, bytes);

    internal void JournalIs(bool healthy, string? error)
    {
        _journalHealthy = healthy;
        if (error is not null) _lastError = error;
    }

    internal void StoreIs(bool healthy, string? error)
    {
        _storeHealthy = healthy;
        if (error is not null) _lastError = error;
    }

    internal readonly record struct AppendCounts(int Stored, int Known);
}
