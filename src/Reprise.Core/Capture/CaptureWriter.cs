using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Capture;

/// <summary>
/// Moves calls from the queue into the store in batches. A store that is down is tried again for as long as it takes, while the journal fills; a batch the
/// store refuses is taken apart, so that one bad call loses no neighbour. One writer runs at a time.
/// </summary>
public sealed partial class CaptureWriter
{
    /// <summary>After this long without a call the journal is cleared off the disk.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);

    /// <summary>Calls refused one after another before it is the store that is taken to be wrong.</summary>
    private const int RefusalsMax = 20;

    private readonly CaptureOptions _options;
    private readonly CaptureQueue _queue;
    private readonly Journal _journal;
    private readonly CapturePipeline _pipeline;
    private readonly IInteractionStore _store;
    private readonly ICaptureObserver[] _observers;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly List<CapturedCall> _batch = [];
    private bool _opened;
    private int _refusalsInARow;
    private Task? _arrival;

    internal CaptureWriter(CaptureOptions options, CaptureQueue queue, Journal journal, CapturePipeline pipeline, IInteractionStore store, IEnumerable<ICaptureObserver> observers, TimeProvider time, ILogger<CaptureWriter>? log = null)
    {
        (_options, _queue, _journal, _pipeline, _store, _time) = (options, queue, journal, pipeline, store, time);
        _observers = [.. observers];
        _log = log ?? NullLogger<CaptureWriter>.Instance;
    }

    private CaptureCounters Counters => _queue.Counters;

    /// <summary>
    /// Opens the store and puts what an earlier process left in line. A store that is only out of reach for now is opened later, by
    /// <see cref="RunAsync"/>; one that cannot be used at all throws <see cref="StoreException"/>, as a journal that another process works on does.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Whatever the engine: several servers may share a database, never a journal.
        _journal.Lock();
        await TryOpenAsync(cancellationToken).ConfigureAwait(false);
        _queue.AddRecovered(_journal.Recover());
        foreach (var call in _journal.TakeRefused()) _queue.Add(call);
    }

    /// <summary>Runs until cancelled. What is then left stays in the journal for the next start.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_queue.IsEmpty) await WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_queue.WaitingInMemory < _options.BatchSize && !_queue.HasOnDisk && _options.Linger > TimeSpan.Zero)
                await Task.Delay(_options.Linger, _time, cancellationToken).ConfigureAwait(false);
            await WriteOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores what waits, up to the deadline of the token: the orderly end.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while ((_batch.Count > 0 || !_queue.IsEmpty) && !cancellationToken.IsCancellationRequested)
            await WriteOnceAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a call. In the quiet before it the journal is cleared, and what cannot be written is tried again: nothing else would on a server without traffic.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        // Kept until it has ended: were this run to end by a fault before it, a second wait beside it would lose one of two signals.
        _arrival ??= _queue.WaitAsync(cancellationToken).AsTask();
        var isQuiet = false;
        while (!await ArrivesAsync(_arrival, cancellationToken).ConfigureAwait(false))
        {
            if (!isQuiet)
            {
                _journal.Trim();
                foreach (var observer in _observers) Tell(observer, static o => o.Quiet());
            }

            isQuiet = true;
            if (!_opened) await TryOpenAsync(cancellationToken).ConfigureAwait(false);
            if (_opened && _journal.Probe()) break;
        }

        var arrival = _arrival;
        await arrival.ConfigureAwait(false);
        _arrival = null;
    }

    private async Task<bool> ArrivesAsync(Task arrival, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(arrival, Task.Delay(s_quiet, _time, pause.Token)).ConfigureAwait(false);
        await pause.CancelAsync().ConfigureAwait(false);
        return first == arrival || cancellationToken.IsCancellationRequested;
    }

    private async Task WriteOnceAsync(CancellationToken cancellationToken)
    {
        // A batch that a cancellation interrupted is still ours and goes first.
        if (_batch.Count == 0) _queue.Take(_batch, _options.BatchSize);
        if (_batch.Count == 0) return;
        var interactions = new RecordedInteraction[_batch.Count];
        for (var i = 0; i < interactions.Length; i++)
        {
            interactions[i] = _pipeline.Derive(_batch[i]);
            // On a machine with one core this thread is the pool's only one, and calls are waiting behind it: 8 take about 0.1 ms.
            if (i % 8 == 7) await Task.Yield();
        }

        await StoreAsync(interactions, cancellationToken).ConfigureAwait(false);
        _queue.Release(_batch);
        _batch.Clear();
    }

    private async Task StoreAsync(RecordedInteraction[] interactions, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(50);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (_opened || await TryOpenAsync(cancellationToken).ConfigureAwait(false))
                {
                    await AppendAsync(interactions, cancellationToken).ConfigureAwait(false);
                    return;
                }
            }
            catch (StoreException e) when (e.IsTransient)
            {
                StoreIsDown(e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The boundary: whatever a store throws must not end the recording.
                if (await StoreOneByOneAsync(interactions, e, cancellationToken).ConfigureAwait(false)) return;
            }

            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 < _options.RetryDelayMax ? delay * 2 : _options.RetryDelayMax;
        }
    }

    private async Task AppendAsync(RecordedInteraction[] interactions, CancellationToken cancellationToken)
    {
        var result = await _store.AppendAsync(BatchOf(interactions), cancellationToken).ConfigureAwait(false);
        if (!Counters.StoreHealthy) Log.StoreIsBack(_log);
        Counters.StoreIs(healthy: true, error: null);
        Counters.AddStored(new(result.Stored, result.Known));
        _refusalsInARow = 0;
        // What an earlier process had stored has been told of by it.
        if (result.NewOf(interactions) is not { Count: > 0 } added) return;
        foreach (var observer in _observers) Tell(observer, o => o.Stored(added));
    }

    /// <summary>Stores take facts beside the interactions they speak of, and both or neither.</summary>
    private static StoreBatch BatchOf(RecordedInteraction[] interactions)
    {
        if (!Array.Exists(interactions, static interaction => interaction.Facts.Count > 0)) return new StoreBatch { Interactions = interactions };
        return new StoreBatch
        {
            Interactions = [.. interactions.Select(static interaction => interaction.Facts.Count == 0 ? interaction : interaction with { Facts = [] })],
            Facts = [.. interactions.SelectMany(static interaction => interaction.Facts)],
        };
    }

    private void Tell(ICaptureObserver observer, Action<ICaptureObserver> what)
    {
        try
        {
            what(observer);
        }
        catch (Exception e)
        {
            // The recording goes on, whatever becomes of the telling.
            Log.ObserverFailed(_log, observer.GetType().Name, e);
        }
    }

    /// <summary>Stores what can be stored of a batch that was refused. False when it is the store that is wrong, and the batch must wait.</summary>
    private async Task<bool> StoreOneByOneAsync(RecordedInteraction[] interactions, Exception reason, CancellationToken cancellationToken)
    {
        if (interactions.Length > 1)
        {
            foreach (var interaction in interactions) await StoreAsync([interaction], cancellationToken).ConfigureAwait(false);
            return true;
        }

        // One call that is refused is a bad call; many in a row are a bad store.
        if (++_refusalsInARow > RefusalsMax)
        {
            StoreIsDown($"it refuses everything, lastly with: {reason.Message}");
            return false;
        }

        var id = interactions[0].Interaction.Id;
        Counters.AddFailed();
        Counters.StoreIs(Counters.StoreHealthy, $"Interaction {id} was refused by the store: {reason.Message}");
        Log.Refused(_log, id.ToString(), reason);
        if (_batch.Find(c => c.Id == id) is { } call) call.StaysJournaled = !_journal.SetAside(call);
        return true;
    }

    private async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _store.OpenAsync(cancellationToken).ConfigureAwait(false);
            Counters.StoreIs(healthy: true, error: null);
            return _opened = true;
        }
        catch (StoreException e) when (e.IsTransient)
        {
            StoreIsDown(e.Message);
            return false;
        }
    }

    private void StoreIsDown(string reason)
    {
        if (Counters.StoreHealthy) Log.StoreIsDown(_log, reason);
        Counters.StoreIs(healthy: false, $"The store cannot be written: {reason}");
    }

    private static partial class Log
    {
        [LoggerMessage(1011, LogLevel.Error, "The store cannot be written ({Reason}); calls wait in the journal")]
        public static partial void StoreIsDown(ILogger logger, string reason);

        [LoggerMessage(1012, LogLevel.Information, "The store is written again")]
        public static partial void StoreIsBack(ILogger logger);

        [LoggerMessage(1013, LogLevel.Error, "The store refused interaction {InteractionId}; it is kept aside in the journal folder")]
        public static partial void Refused(ILogger logger, string interactionId, Exception reason);

        [LoggerMessage(1014, LogLevel.Error, "{Observer} failed with what was stored")]
        public static partial void ObserverFailed(ILogger logger, string observer, Exception exception);
    }
}
