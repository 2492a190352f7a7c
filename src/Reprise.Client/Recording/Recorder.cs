using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Documents;

namespace Reprise.Client.Recording;

/// <summary>
/// Records in the background: what is handed over waits in a bounded buffer, goes to the sink in batches, and waits on disk while the sink is away. Safe for use from
/// many threads. Nothing in it throws into the program that records, and nothing makes it wait.
/// </summary>
/// <remarks>
/// What a kill takes: records younger than a tenth of a second, and those that wait for a sink that answers (<see cref="RecorderOptions.FlushInterval"/>, or
/// <see cref="RecorderOptions.SpillAfter"/> where that is shorter and there is a folder). Each has its id before anything of it is written anywhere, so that what is sent twice is stored once.
/// </remarks>
public sealed class Recorder : IRecorder, IAsyncDisposable, IDisposable, IThreadPoolWorkItem
{
    private readonly RecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly Tally _tally = new();
    private readonly RecordQueue _queue = new();
    private readonly SessionSample _sample;
    private readonly RecorderLoop _loop;
    private readonly bool _isAllowed;
    private readonly int _half;
    private ImmutableHashSet<string> _optedOut;
    private long _queued;
    private int _isAsleep = 1;
    private bool _isEnabled;
    private bool _hasEnded;

    /// <param name="sink">Where records go; disposed with the recorder.</param>
    /// <param name="options">Null for the defaults. Throws <see cref="ArgumentException"/> for what cannot be.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Told of failures in counts, never of contents.</param>
    public Recorder(IRecordSink sink, RecorderOptions? options = null, TimeProvider? time = null, ILogger<Recorder>? logger = null)
        : this(sink, options ?? new RecorderOptions(), time ?? TimeProvider.System, logger, Environment.GetEnvironmentVariable)
    {
    }

    internal Recorder(IRecordSink sink, RecorderOptions options, TimeProvider time, ILogger? logger, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(sink);
        options.Check();
        (_options, _time, _isEnabled, _half) = (options, time, options.Enabled, Math.Max(1, options.Capacity / 2));
        _isAllowed = options.IsAllowed(environment);
        _optedOut = [.. options.OptedOutUsers];
        _sample = new SessionSample(options.Sample, options.Project);
        _loop = new RecorderLoop(this, sink, options, time, _tally, logger ?? NullLogger.Instance);
    }

    /// <summary>Whether anything is recorded. To set it is the switch for people; what was recorded before goes on its way. Stays false where the environment says so.</summary>
    public bool IsEnabled
    {
        get => _isAllowed && Volatile.Read(ref _isEnabled);
        set => Volatile.Write(ref _isEnabled, value);
    }

    /// <summary>What became of everything so far.</summary>
    public RecorderCounters Counters => _tally.Snapshot(Volatile.Read(ref _queued) + _loop.InMemory, _loop.OnDisk, _loop.OnDiskBytes);

    public bool Record(InteractionDocument record)
    {
        try
        {
            return TryRecord(record);
        }
        catch (Exception)
        {
            // The boundary: whatever is wrong with the recorder or its clock is no reason for the program to fail.
            Interlocked.Increment(ref _tally.Late);
            return false;
        }
    }

    /// <summary>Records nothing of a user from now on; what waits of them goes too.</summary>
    public void OptOut(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ImmutableInterlocked.Update(ref _optedOut, static (all, user) => all.Add(user), userId);
    }

    /// <summary>Records a user again.</summary>
    public void OptIn(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ImmutableInterlocked.Update(ref _optedOut, static (all, user) => all.Remove(user), userId);
    }

    /// <summary>Whether nothing of a user is recorded.</summary>
    public bool HasOptedOut(string? userId) => userId is not null && _optedOut is { IsEmpty: false } all && all.Contains(userId);

    /// <summary>Sends everything recorded so far without waiting for more. Never throws.</summary>
    /// <returns>True when the sink has had all of it; false when the sink failed or the token ended the wait: it is then in memory or on disk and is sent later.</returns>
    public Task<bool> FlushAsync(CancellationToken cancellationToken = default) => _loop.FlushAsync(cancellationToken);

    /// <summary>Ends recording: sends what waits, puts on disk what cannot be sent, within <see cref="RecorderOptions.ShutdownTimeout"/> and the token. Never throws; later calls await the first.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref _hasEnded, true);
        return _loop.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>For containers that are disposed without awaiting: blocks as long as <see cref="StopAsync"/> takes.</summary>
    public void Dispose() => Task.Run(() => StopAsync()).GetAwaiter().GetResult();

    void IThreadPoolWorkItem.Execute() => _loop.Wake();

    /// <summary>Records handed over and not yet taken by the loop.</summary>
    internal long Queued => Volatile.Read(ref _queued);

    /// <summary>For the loop: the oldest that waits.</summary>
    internal bool TryTake(out Waiting waiting)
    {
        if (!_queue.TryTake(out waiting)) return false;
        Interlocked.Decrement(ref _queued);
        return true;
    }

    /// <summary>For the loop, before it goes to sleep: from now on the next record wakes it.</summary>
    /// <returns>False when there is a record already.</returns>
    internal bool TrySleep()
    {
        Interlocked.Exchange(ref _isAsleep, 1);
        return _queue.IsEmpty || Interlocked.Exchange(ref _isAsleep, 0) == 0;
    }

    private bool TryRecord(InteractionDocument record)
    {
        // 1. Whether it is wanted.
        if (record is null)
        {
            Interlocked.Increment(ref _tally.Late);
            return false;
        }

        var scope = RecordScope.Current;
        if (!IsEnabled || HasOptedOut(record.UserId ?? scope?.UserId))
        {
            Interlocked.Increment(ref _tally.OptedOut);
            return false;
        }

        var activity = Activity.Current;
        if (_options.Sample < 1 && !_sample.Has(record.SessionId ?? scope?.SessionId ?? record.TraceId ?? scope?.TraceId ?? activity?.TraceId.ToHexString()))
        {
            Interlocked.Increment(ref _tally.NotSampled);
            return false;
        }

        // 2. Whether there is room. Counted before it is asked whether the recorder has ended, so that the end waits for those who are on their way in.
        var queued = Interlocked.Increment(ref _queued);
        if (Volatile.Read(ref _hasEnded))
        {
            Interlocked.Decrement(ref _queued);
            Interlocked.Increment(ref _tally.Late);
            return false;
        }

        if (queued + _loop.InMemory > _options.Capacity)
        {
            Interlocked.Decrement(ref _queued);
            Interlocked.Increment(ref _tally.Dropped);
            return false;
        }

        // 3. In, and a word to the loop only when it sleeps or has to hurry.
        _queue.Add(new Waiting(record, _time.GetUtcNow().UtcTicks, scope, activity));
        Interlocked.Increment(ref _tally.Received);
        if ((Volatile.Read(ref _isAsleep) == 1 && Interlocked.Exchange(ref _isAsleep, 0) == 1) || queued == _half) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }
}
