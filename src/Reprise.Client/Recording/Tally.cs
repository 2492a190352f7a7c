namespace Reprise.Client.Recording;

/// <summary>The counters as they are written: those of callers by many threads, the others by the one that works in the background.</summary>
internal sealed class Tally
{
    public long Received;
    public long Dropped;
    public long OptedOut;
    public long NotSampled;
    public long Late;

    public long Found;
    public long Sent;
    public long Refused;
    public long Unreadable;
    public long Withdrawn;
    public long Lost;
    public long Cut;
    public long Spilled;
    public long SpillFailures;
    public long SinkFailures;
    public bool IsAway;
    public string? LastFailure;

    public RecorderCounters Snapshot(long inMemory, long onDisk, long onDiskBytes) => new()
    {
        Received = Read(ref Received), Found = Read(ref Found), Sent = Read(ref Sent), Refused = Read(ref Refused), Unreadable = Read(ref Unreadable), Withdrawn = Read(ref Withdrawn),
        Lost = Read(ref Lost), InMemory = inMemory, OnDisk = onDisk, OnDiskBytes = onDiskBytes, Dropped = Read(ref Dropped), OptedOut = Read(ref OptedOut),
        NotSampled = Read(ref NotSampled), Late = Read(ref Late), Cut = Read(ref Cut), Spilled = Read(ref Spilled), SpillFailures = Read(ref SpillFailures),
        SinkFailures = Read(ref SinkFailures), IsAway = Volatile.Read(ref IsAway), LastFailure = Volatile.Read(ref LastFailure),
    };

    private static long Read(ref long value) => Volatile.Read(ref value);
}
