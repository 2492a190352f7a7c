using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Reprise.Capture;

/// <summary>
/// Where calls wait between the gateway and the writer: in memory up to a bound and, beyond it, in the journal alone. Adding never blocks on the store and
/// never throws; a call is dropped, and counted, only when neither memory nor journal has room.
/// </summary>
public sealed class CaptureQueue
{
    private readonly CaptureOptions _options;
    private readonly Journal _journal;
    private readonly Channel<CapturedCall> _calls;
    private readonly ConcurrentQueue<JournalEntry> _onDisk = new();
    private long _bytes;

    internal CaptureQueue(CaptureOptions options, CaptureCounters counters, Journal journal)
    {
        _options = options;
        _journal = journal;
        Counters = counters;
        _calls = Channel.CreateBounded<CapturedCall>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    public CaptureCounters Counters { get; }

    /// <summary>
    /// Journals what there is of a stream whose last event has come, before the client sees that event: a client may take it for the end and be gone.
    /// </summary>
    public void AddEarly(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.EarlyEntry = _journal.Append(call);
    }

    /// <summary>Takes a finished call over; its buffers belong to the queue from now on. Call it before the client has the end of its answer.</summary>
    public void Add(CapturedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Counters.AddReceived();
        call.Entry = _journal.Append(call);
        if (!call.Entry.IsJournaled) Counters.AddUnjournaled();
        var bytes = call.BodyBytes;
        Counters.AddQueued(1, bytes);
        if (Interlocked.Add(ref _bytes, bytes) <= _options.QueueBytes && _calls.Writer.TryWrite(call)) return;

        // No room in memory. The journal has it, or it is lost.
        Interlocked.Add(ref _bytes, -bytes);
        if (call.Entry.IsJournaled)
        {
            _onDisk.Enqueue(call.Entry);
        }
        else
        {
            Counters.AddQueued(-1, -bytes);
            Counters.AddDropped();
        }

        if (call.EarlyEntry.IsJournaled) _journal.Release([call.EarlyEntry]);
        call.Dispose();
    }

    /// <summary>Puts calls of an earlier process in line.</summary>
    internal void AddRecovered(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries) _onDisk.Enqueue(entry);
        Counters.AddQueued(entries.Count, entries.Sum(e => (long)e.Length));
    }

    internal int WaitingInMemory => _calls.Reader.Count;

    internal bool HasOnDisk => !_onDisk.IsEmpty;

    internal ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _calls.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes up to <paramref name="count"/> calls that wait in memory; when there are none, as many that wait on disk.</summary>
    internal void Take(List<CapturedCall> into, int count)
    {
        while (into.Count < count && _calls.Reader.TryRead(out var call))
        {
            Interlocked.Add(ref _bytes, -call.BodyBytes);
            into.Add(call);
        }

        if (into.Count > 0) return;
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
            if (call.Entry.IsJournaled) entries.Add(call.Entry);
            if (call.EarlyEntry.IsJournaled) entries.Add(call.EarlyEntry);
            bytes += call.BodyBytes;
            call.Dispose();
        }

        _journal.Release(entries);
        Counters.AddQueued(-calls.Count, -bytes);
    }

    private CapturedCall? ReadBack(JournalEntry entry)
    {
        try
        {
            return Journal.Read(entry);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Counters.AddQueued(-1, 0);
            Counters.AddFailed();
            Counters.JournalIs(Counters.JournalHealthy, $"A call in the journal cannot be read: {e.Message}");
            return null;
        }
    }
}
