using System.Threading.Channels;
using Reprise.Cache.Entries;
using Reprise.Cache.Tools;
using Reprise.Capture;
using Reprise.Interactions;

namespace Reprise.Server.Cache.Tools;

/// <summary>Makes entries of calls that were logged, as soon as they are on record. What finds no room is in the record and found there by <see cref="ToolCatchUp"/>.</summary>
internal sealed class ToolFill : BackgroundService, ICaptureObserver
{
    private const int BatchSize = 256;

    private readonly ToolKeys _keys;
    private readonly CacheOpening _opening;
    private readonly CacheCounters _counters;
    private readonly ILogger<ToolFill> _log;
    private readonly Channel<CacheEntry> _entries;
    private readonly Lock _gate = new();
    private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _taken;
    private long _given;
    private int _missed;

    public ToolFill(ToolKeys keys, CacheOpening opening, CacheOptions options, CacheCounters counters, ILogger<ToolFill> log)
    {
        (_keys, _opening, _counters, _log) = (keys, opening, counters, log);
        _entries = Channel.CreateBounded<CacheEntry>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    public void Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        foreach (var record in interactions)
        {
            if (_keys.EntryOf(record) is not { } entry) continue;
            // Counted first, so that whoever waits for it never comes too early.
            Interlocked.Increment(ref _given);
            if (_entries.Writer.TryWrite(entry)) continue;
            Missed(1);
            Done(1);
        }
    }

    /// <summary>Waits until what was logged before is an entry, so that whoever logs a call finds it; not for long.</summary>
    public async Task SettleAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var wanted = Interlocked.Read(ref _given);
        try
        {
            while (true)
            {
                Task next;
                lock (_gate)
                {
                    if (_taken >= wanted) return;
                    next = _done.Task;
                }

                await next.WaitAsync(patience, time, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            // Then it is not found yet; its caller asks the tool again.
        }
    }

    /// <summary>Whether something did not become an entry since this was last asked.</summary>
    public bool TakeMissed() => Interlocked.Exchange(ref _missed, 0) == 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<CacheEntry>(BatchSize);
        while (await _entries.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < BatchSize && _entries.Reader.TryRead(out var entry)) batch.Add(entry);
            await AddAsync(batch, stoppingToken);
            Done(batch.Count);
            batch.Clear();
        }
    }

    private async Task AddAsync(List<CacheEntry> batch, CancellationToken stoppingToken)
    {
        try
        {
            if (!await _opening.AddAsync(batch, stoppingToken)) Missed(batch.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // The boundary: the next batch may do better, and these are in the record.
            _counters.AddFailed();
            Missed(batch.Count);
            CacheLog.NotAdded(_log, batch.Count, e.Message);
        }
    }

    private void Missed(int count)
    {
        _counters.AddDropped(count);
        Volatile.Write(ref _missed, 1);
    }

    private void Done(int count)
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            _taken += count;
            (done, _done) = (_done, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        done.SetResult();
    }
}
