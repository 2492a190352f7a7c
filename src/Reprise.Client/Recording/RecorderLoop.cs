using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Reprise.Client.Recording;

/// <summary>
/// What a recorder does in the background. One task at a time runs it and owns backlog, disk and packer; the sink alone works beside it, so that one that hangs holds up
/// nothing but itself.
/// </summary>
#pragma warning disable CA1001 // It ends by itself, and what it owns with it: EndAsync.
internal sealed partial class RecorderLoop
#pragma warning restore CA1001
{
    /// <summary>How long records gather before they are packed, and how old one in memory can be before it is looked at.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private const int MostBatchBytes = 4 << 20;

    /// <summary>Records whose memory waits longer than this is worth packing.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_spillRetry = TimeSpan.FromSeconds(1);

    private readonly Recorder _recorder;
    private readonly IRecordSink _sink;
    private readonly RecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly Tally _tally;
    private readonly ILogger _logger;
    private readonly RecordPacker _packer;
    private readonly SpillFolder? _spill;
    private readonly Backlog _backlog;
    private readonly Signal _signal = new();
    private readonly ConcurrentQueue<FlushOrder> _newOrders = new();
    private readonly List<FlushOrder> _orders = [];
    private readonly ITimer _timer;
    private readonly TimeSpan _flushInterval;
    private readonly Task _work;

    private SinkWrite? _write;
    private long? _oldest;
    private long? _retryAt;
    private long? _spillRetryAt;
    private int _failures;
    private long _onDisk;
    private long _onDiskBytes;
    private long? _stopAt;
    private int _stopState;
    private CancellationToken _stopToken;
    private long _found;
    private long _damaged;

    public RecorderLoop(Recorder recorder, IRecordSink sink, RecorderOptions options, TimeProvider time, Tally tally, ILogger logger)
    {
        (_recorder, _sink, _options, _time, _tally, _logger) = (recorder, sink, options, time, tally, logger);
        _packer = new RecordPacker(new DocumentPrivacy(options.Privacy, options.PrivacyKey, options.Project), options.MaxRecordBytes);
        _flushInterval = options.FlushInterval ?? sink.FlushInterval;
        _spill = string.IsNullOrEmpty(options.SpillFolder) ? null : new SpillFolder(options.SpillFolder, options.SpillMaxBytes);
        _backlog = new Backlog(_spill, _flushInterval > s_short);
        // Made inside a request or a call, it would run inside of that for ever.
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            _timer = time.CreateTimer(static state => ((Signal)state!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _work = Task.Run(RunAsync);
        }
        finally
        {
            flow?.Undo();
        }
    }

    public long InMemory => _backlog.InMemory;

    public long OnDisk => Volatile.Read(ref _onDisk);

    public long OnDiskBytes => Volatile.Read(ref _onDiskBytes);

    /// <summary>How many records have come so far, here or from earlier processes, and how many of them have gone.</summary>
    private (long Come, long Gone) Passed => (_backlog.Added + _found, _backlog.Added + _found - _backlog.InMemory - (_spill?.Count ?? 0));

    public void Wake() => _signal.Set();

    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        var order = new FlushOrder();
        _newOrders.Enqueue(order);
        _signal.Set();
        try
        {
            // One that comes while the loop ends is seen by nobody.
            await Task.WhenAny(order.Task, _work).WaitAsync(cancellationToken).ConfigureAwait(false);
            return order.Task.IsCompletedSuccessfully ? await order.Task.ConfigureAwait(false) : _backlog.IsEmpty && _tally.Lost == 0;
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
            order.TrySetResult(false);
            return false;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _stopState, 1, 0) == 0)
        {
            _stopToken = cancellationToken;
            // From here on the loop may read the token.
            Volatile.Write(ref _stopState, 2);
        }

        _signal.Set();
        try
        {
            // The loop keeps the limit itself; this one is for files that hang.
            await _work.WaitAsync(_options.ShutdownTimeout + TimeSpan.FromSeconds(1), _time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.Stuck(_logger);
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                if (Volatile.Read(ref _stopState) == 2 && _stopAt is null) BeginToStop();
                TakeOrders();
                var packed = Pack();
                Settle();
                Spill();
                Begin();
                Answer();
                Volatile.Write(ref _onDisk, _spill?.Count ?? 0);
                Volatile.Write(ref _onDiskBytes, _spill?.Bytes ?? 0);
                if (_stopAt is not null && HasStopped())
                {
                    await EndAsync().ConfigureAwait(false);
                    return;
                }

                var isBusy = packed || _recorder.Queued > 0 || !_recorder.TrySleep();
                _timer.Change(Pause(isBusy), Timeout.InfiniteTimeSpan);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The boundary. Nothing here may end recording; what it was is looked for again in a second.
                Log.Fault(_logger, e.GetType().Name);
                _timer.Change(s_spillRetry, Timeout.InfiniteTimeSpan);
                if (_stopAt is { } end && Since(end) > TimeSpan.Zero)
                {
                    foreach (var order in _orders) order.TrySetResult(false);
                    return;
                }
            }

            await _signal.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes lines of what waits, as long as there is room for them.</summary>
    private bool Pack()
    {
        var any = false;
        while (_backlog.Bytes < _options.CapacityBytes && _recorder.TryTake(out var waiting))
        {
            any = true;
            _oldest ??= _time.GetTimestamp();
            try
            {
                if (_recorder.HasOptedOut(waiting.Record.UserId ?? waiting.Scope?.UserId))
                {
                    Count(ref _tally.Withdrawn, 1);
                    continue;
                }

                var line = _packer.Pack(waiting, out var isCut);
                if (isCut) Count(ref _tally.Cut, 1);
                _backlog.Add(line);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Count(ref _tally.Unreadable, 1);
                Log.Unreadable(_logger, e.GetType().Name);
            }
        }

        // Who asked before this round waits for what was in line by then.
        if (_backlog.Bytes < _options.CapacityBytes)
        {
            foreach (var order in _orders) order.Target ??= Passed.Come;
        }

        return any;
    }

    /// <summary>Takes note of how the sink has ended.</summary>
    private void Settle()
    {
        if (_write is not { Task.IsCompleted: true } write) return;
        _write = null;
        if (write.Refused is { } refused)
        {
            var count = write.Batch.Lines.Count;
            if (refused < 0 || refused > count)
            {
                Count(ref _tally.SinkFailures, 1);
                Volatile.Write(ref _tally.LastFailure, "ImpossibleCount");
                refused = Math.Clamp(refused, 0, count);
            }

            if (refused > 0) Log.Refused(_logger, refused, count, _sink.Name);
            _backlog.Done(write.Batch);
            Count(ref _tally.Sent, count - refused);
            Count(ref _tally.Refused, refused);
            if (_tally.IsAway) Log.Back(_logger, _sink.Name);
            Volatile.Write(ref _tally.IsAway, false);
            (_failures, _retryAt) = (0, null);
            _oldest = _backlog.HasUnspilled ? write.Began : null;
        }
        else
        {
            _backlog.Failed(write.Batch);
            _failures++;
            Count(ref _tally.SinkFailures, 1);
            Volatile.Write(ref _tally.LastFailure, write.Failure);
            if (!_tally.IsAway) Log.Away(_logger, _sink.Name, write.Failure ?? "", _spill is null ? "memory" : "memory and on disk");
            Volatile.Write(ref _tally.IsAway, true);
            _retryAt = After(Backoff());
        }

        write.Dispose();
    }

    /// <summary>Gives the sink the next batch if it is time.</summary>
    private void Begin()
    {
        if (_write is not null || !IsDue()) return;
        if (_backlog.Take(_options.FlushCount, MostBatchBytes) is not { } batch) return;
        _write = new SinkWrite(_sink, batch, _options.SinkTimeout, _time, _signal);
        _retryAt = null;
    }

    private bool IsDue()
    {
        if (_backlog.IsEmpty) return false;
        if (_retryAt is { } retry) return Since(retry) >= TimeSpan.Zero;
        return _orders.Count > 0 || _stopAt is not null || _backlog.InMemory >= _options.FlushCount || OldOnDisk || (_oldest is { } oldest && Since(oldest) >= _flushInterval);
    }

    private bool OldOnDisk => _spill is { Count: > 0 };

    /// <summary>Puts on disk what would be in memory alone for too long.</summary>
    private void Spill()
    {
        if (_spill is null || (_spillRetryAt is { } retry && Since(retry) < TimeSpan.Zero)) return;
        try
        {
            if (!_spill.IsOpen)
            {
                _found = _spill.Open();
                Count(ref _tally.Found, _found);
            }

            _spillRetryAt = null;
            if (!_backlog.HasUnspilled || !(_tally.IsAway || OldOnDisk || _options.SpillAfter == TimeSpan.Zero || (_oldest is { } oldest && Since(oldest) >= _options.SpillAfter))) return;
            Count(ref _tally.Spilled, _backlog.SpillAll());
            if (!_backlog.HasUnspilled)
            {
                _oldest = null;
                return;
            }

            Log.Full(_logger, _options.SpillMaxBytes);
            _spillRetryAt = After(s_spillRetry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Count(ref _tally.SpillFailures, 1);
            if (_tally.SpillFailures == 1) Log.SpillFailed(_logger, e.GetType().Name);
            _spillRetryAt = After(s_spillRetry);
        }

        CountDamage();
    }

    private void CountDamage()
    {
        if (_spill is null || _spill.Damaged == _damaged) return;
        Count(ref _tally.Unreadable, _spill.Damaged - _damaged);
        _damaged = _spill.Damaged;
    }

    /// <summary>Tells those who wait for a flush.</summary>
    private void Answer()
    {
        CountDamage();
        _orders.RemoveAll(order => (Passed.Gone >= order.Target && order.TrySetResult(true)) || (_tally.SinkFailures > order.Failures && _write is null && order.TrySetResult(false)) || order.Task.IsCompleted);
    }

    private void TakeOrders()
    {
        while (_newOrders.TryDequeue(out var order))
        {
            order.Failures = _tally.SinkFailures;
            // Whoever asks wants a try now, not when it would be time.
            if (_retryAt is not null) _retryAt = _time.GetTimestamp();
            _orders.Add(order);
        }
    }

    private TimeSpan Backoff()
    {
        var pause = _options.FirstRetry * Math.Pow(2, Math.Min(_failures - 1, 30));
        if (pause > _options.LongestRetry) pause = _options.LongestRetry;
        // So that many programs do not come back in the same moment.
        return pause * (0.75 + (Random.Shared.NextDouble() / 4));
    }

    /// <summary>How long nothing has to be done unless something happens.</summary>
    private TimeSpan Pause(bool isBusy)
    {
        var pause = isBusy ? Gather : Timeout.InfiniteTimeSpan;
        void Until(long? from, TimeSpan after)
        {
            if (from is not { } start) return;
            var left = after - Since(start);
            if (left < TimeSpan.FromMilliseconds(1)) left = TimeSpan.FromMilliseconds(1);
            // A clock that was set back must not make anything wait for the day it came from.
            if (left > TimeSpan.FromMinutes(1)) left = TimeSpan.FromMinutes(1);
            if (pause == Timeout.InfiniteTimeSpan || left < pause) pause = left;
        }

        if (_write is null && !_backlog.IsEmpty)
        {
            Until(_retryAt, TimeSpan.Zero);
            if (_retryAt is null) Until(_oldest, _flushInterval);
        }

        if (_spill is not null && (_backlog.HasUnspilled || !_spill.IsOpen))
        {
            Until(_spillRetryAt, TimeSpan.Zero);
            if (_spillRetryAt is null) Until(_oldest, _options.SpillAfter);
        }

        Until(_stopAt, TimeSpan.Zero);
        return pause;
    }

    private long After(TimeSpan span) => _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency);

    private TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    private static void Count(ref long counter, long by) => Volatile.Write(ref counter, counter + by);

    /// <summary>Somebody waits for what was recorded until then.</summary>
    private sealed class FlushOrder() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        /// <summary>How many records have come until then.</summary>
        public long? Target { get; set; }

        /// <summary>How often the sink had failed until then.</summary>
        public long Failures { get; set; }
    }
}
