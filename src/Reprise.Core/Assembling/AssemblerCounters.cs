namespace Reprise.Assembling;

/// <summary>What became of pieces since the server started. Safe to read from any thread.</summary>
public sealed class AssemblerCounters
{
    private long _received;
    private long _repeated;
    private long _refused;
    private long _recorded;
    private long _amended;
    private long _unchanged;
    private long _early;
    private long _withheld;
    private long _failed;
    private long _waiting;
    private long _waitingBytes;
    private long _journalBytes;

    /// <summary>Pieces handed over.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Of these, those that had come before.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Pieces sent back because there was no room or the disk could not be written; their senders try again.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Interactions put on record.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    /// <summary>Interactions on record that were replaced by what later pieces made of them.</summary>
    public long Amended => Volatile.Read(ref _amended);

    /// <summary>Interactions on record of which later pieces said nothing new, or that are not there any more.</summary>
    public long Unchanged => Volatile.Read(ref _unchanged);

    /// <summary>Interactions recorded before their time because too many waited.</summary>
    public long Early => Volatile.Read(ref _early);

    /// <summary>Interactions that a privacy policy kept off the record, or that are held and stay as they are.</summary>
    public long Withheld => Volatile.Read(ref _withheld);

    /// <summary>Interactions that could not be made a record of.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Interactions that wait for more.</summary>
    public long Waiting => Volatile.Read(ref _waiting);
    public long WaitingBytes => Volatile.Read(ref _waitingBytes);
    public long JournalBytes => Volatile.Read(ref _journalBytes);

    internal void AddReceived(int pieces) => Interlocked.Add(ref _received, pieces);

    internal void AddRepeated() => Interlocked.Increment(ref _repeated);

    internal void AddRefused(int pieces) => Interlocked.Add(ref _refused, pieces);

    internal void AddRecorded(int interactions) => Interlocked.Add(ref _recorded, interactions);

    internal void AddAmended() => Interlocked.Increment(ref _amended);

    internal void AddUnchanged() => Interlocked.Increment(ref _unchanged);

    internal void AddEarly(int interactions) => Interlocked.Add(ref _early, interactions);

    internal void AddWithheld() => Interlocked.Increment(ref _withheld);

    internal void AddFailed() => Interlocked.Increment(ref _failed);

    internal void SetWaiting(int interactions, long bytes, long journalBytes)
    {
        Volatile.Write(ref _waiting, interactions);
        Volatile.Write(ref _waitingBytes, bytes);
        Volatile.Write(ref _journalBytes, journalBytes);
    }
}
