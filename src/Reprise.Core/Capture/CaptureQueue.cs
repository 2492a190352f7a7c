using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Reprise.Capture;

/// <summary>
/// Where calls wait between the gateway and the writer: in memory up to a bound and, beyond it, in the journal alone. Adding never blocks on the store and
/// never throws; a call is dropped, and counted, only when neither memory nor journal has room.
/// </summary>
public sealed class CaptureQueue
{
    /// <summary>Longest a deletion waits for calls that are on their way to the store.</summary>
    private static readonly TimeSpan s_clearing = TimeSpan.FromSeconds(2);

    private readonly CaptureOptions _options;
    private readonly Journal _journal;
    private readonly ICallGuard? _guard;
    private readonly ConcurrentQueue<CapturedCall> _inMemory = new();
    private readonly ConcurrentQueue<JournalEntry> _onDisk = new();

    /// <summary>Wakes the writer, for calls of either kind. Holds one signal; more say nothing more.</summary>
    private readonly Channel<bool> _arrivals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private int _calls;
    private long _bytes;

    /// <param name="options">Without mistakes.</param>
    /// <param name="counters">Are counted up.</param>
    /// <param name="journal">Where calls are written first.</param>
    /// <param name="guard">Shapes each call before that; null for none.</param>
    internal CaptureQueue(CaptureOptions options, CaptureCounters counters, Journal journal, ICallGuard? guard = null)
    {
        _options = options;
        _journal = journal;
        _guard = guard;
        Counters = counters;
    }

    public CaptureCounters Counters { get; }

    /// <summary>
    /// Journals what there is of a stream whose last event has come, before the client sees that event: a client may take it for the end and be gone.
    /// </summary>
    public void AddEarly(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (IsAdmitted(call)) call.EarlyEntry = _journal.Append(call);
    }

    /// <summary>Takes a finished call over; its buffers belong to the queue from now on. Call it before the client has the end of its answer.</summary>
    public void Add(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Counters.AddReceived();
        if (!IsAdmitted(call))
        {
            Counters.AddWithheld(call.Withheld ?? "policy");
            // The user may have opted out since the last event of the stream was written.
            if (call.EarlyEntry.IsJournaled) _journal.Release([call.EarlyEntry]);
            call.Dispose();
            return;
        }

        call.Entry = _journal.Append(call);
        if (!call.Entry.IsJournaled) Counters.AddUnjournaled();
        Counters.AddQueued(1, call.QueuedBytes);
        var bytes = call.BodyBytes;
        var (calls, total) = (Interlocked.Increment(ref _calls), Interlocked.Add(ref _bytes, bytes));
        if (calls <= _options.QueueCapacity && total <= _options.QueueBytes)
        {
            _inMemory.Enqueue(call);
            _arrivals.Writer.TryWrite(true);
            return;
        }

        // No room in memory. The journal has it, or it is lost.
        LeaveMemory(bytes);
        if (call.EarlyEntry.IsJournaled) _journal.Release([call.EarlyEntry]);
        if (call.Entry.IsJournaled)
        {
            _onDisk.Enqueue(call.Entry);
            _arrivals.Writer.TryWrite(true);
        }
        else
        {
            Counters.AddQueued(-1, -call.QueuedBytes);
            Counters.AddDropped();
        }

        call.Dispose();
    }

    /// <summary>The part of the guard's work on a call that can be done as soon as its request is there; null when there is none.</summary>
    public Action? Prepare(CapturedCall call, Interactions.Body request) => _guard?.Prepare(call, request);

    /// <summary>
    /// Waits until what waits now is stored, up to <paramref name="patience"/>: for a caller who asks for an interaction that it was answered a moment ago.
    /// </summary>
    /// <returns>True when something was waited for; false when nothing waits, or the store cannot take it for now.</returns>
    public async Task<bool> SettleAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        var target = Counters.Received;
        if (Counters.Queued == 0) return false;
        for (var began = time.GetTimestamp(); Counters.StoreHealthy && Counters.Queued > 0 && time.GetElapsedTime(began) < patience;)
        {
            if (Counters.Received - Counters.Queued >= target) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken).ConfigureAwait(false);
        }

        return Counters.StoreHealthy;
    }

    /// <summary>
    /// Clears what is stored from the journal, as far as that can be done in a moment: before something is deleted from the record, so that no crash brings it back.
    /// </summary>
    public async Task ClearJournalAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        _journal.Seal();
        await SettleAsync(s_clearing, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes calls out of the journal for good: those that the store refused, where they are meant, and whatever stands in files that are kept to be written over. To be called
    /// when what is meant is off the record.
    /// </summary>
    /// <param name="isMeant">Asked of each refused call.</param>
    /// <param name="dryRun">Only count.</param>
    public (int Removed, int Unreadable) EraseFromJournal(Func<CapturedCall, bool> isMeant, bool dryRun)
    {
        ArgumentNullException.ThrowIfNull(isMeant);
        var found = _journal.RemoveRefused(isMeant, dryRun);
        if (dryRun) return found;
        _journal.Seal();
        _journal.Trim();
        return found;
    }

    /// <summary>Puts calls of an earlier process in line.</summary>
    internal void AddRecovered(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries) _onDisk.Enqueue(entry);
        Counters.AddQueued(entries.Count, entries.Sum(e => (long)e.Length));
        _arrivals.Writer.TryWrite(true);
    }

    internal int WaitingInMemory => _inMemory.Count;

    internal bool HasOnDisk => !_onDisk.IsEmpty;

    internal bool IsEmpty => _inMemory.IsEmpty && _onDisk.IsEmpty;

    /// <summary>Waits for a call of either kind. May return for one that is gone by then.</summary>
    internal async ValueTask WaitAsync(CancellationToken cancellationToken) => await _arrivals.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Takes up to <paramref name="count"/> calls. Those on disk get a quarter of each batch at least, so that a backlog is worked off under steady traffic
    /// and its journal files go.
    /// </summary>
    internal void Take(List<CapturedCall> into, int count)
    {
        var forDisk = _onDisk.IsEmpty ? 0 : Math.Max(1, count / 4);
        while (into.Count < count - forDisk && _inMemory.TryDequeue(out var call))
        {
            LeaveMemory(call.BodyBytes);
            into.Add(call);
        }

        var budget = _options.QueueBytes;
        while (into.Count < count && budget > 0 && _onDisk.TryDequeue(out var entry))
        {
            budget -= entry.Length;
            if (ReadBack(entry) is { } call) into.Add(call);
        }
    }

    /// <summary>Lets go of calls that are stored.</summary>
    internal void Release(List<CapturedCall> calls)
    {
        var entries = new List<JournalEntry>(calls.Count);
        long bytes = 0;
        foreach (var call in calls)
        {
            if (call.Entry.IsJournaled && !call.StaysJournaled) entries.Add(call.Entry);
            if (call.EarlyEntry.IsJournaled) entries.Add(call.EarlyEntry);
            bytes += call.QueuedBytes;
            call.Dispose();
        }

        _journal.Release(entries);
        Counters.AddQueued(-calls.Count, -bytes);
    }

    private bool IsAdmitted(CapturedCall call) => _guard?.Admit(call) ?? true;

    private void LeaveMemory(long bytes)
    {
        Interlocked.Decrement(ref _calls);
        Interlocked.Add(ref _bytes, -bytes);
    }

    private CapturedCall? ReadBack(JournalEntry entry)
    {
        try
        {
            return _journal.Read(entry);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Counters.AddQueued(-1, -entry.Length);
            Counters.AddFailed();
            Counters.JournalIs(Counters.JournalHealthy, $"A call in the journal cannot be read: {e.Message}");
            return null;
        }
    }
}
