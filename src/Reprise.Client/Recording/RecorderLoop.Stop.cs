using Microsoft.Extensions.Logging;

namespace Reprise.Client.Recording;

/// <summary>The end: everything is sent or put on disk before the limit, and what could be neither is counted.</summary>
internal sealed partial class RecorderLoop
{
    /// <summary>Of the time for the end, the part in which the sink may still work.</summary>
    private const double SendingShare = 0.8;
    private CancellationTokenRegistration _stopRegistration;

    private void BeginToStop()
    {
        _stopAt = After(_options.ShutdownTimeout * SendingShare);
        if (_retryAt is not null) _retryAt = _time.GetTimestamp();
        _stopRegistration = _stopToken.UnsafeRegister(static state => ((Signal)state!).Set(), _signal);
    }

    private bool HasStopped()
    {
        // Those who were let in before the end are a few instructions away from being in line.
        if (_recorder.Queued > 0 && _backlog.Bytes < _options.CapacityBytes && Since(_stopAt!.Value) < TimeSpan.Zero)
        {
            Wake();
            return false;
        }

        if (_write is null && _backlog.IsEmpty && _recorder.Queued == 0) return true;
        if (Since(_stopAt!.Value) >= TimeSpan.Zero || _stopToken.IsCancellationRequested) return true;
        // On disk it waits as well as here: there is no sense in going on at a sink that is away.
        return _write is null && _tally.IsAway && _failures > 0 && _spill is { IsOpen: true } && !_backlog.HasUnspilled;
    }

    private async Task EndAsync()
    {
        // 1. No more of the sink. What it ends with in the next moments still counts.
        if (_write is { } write)
        {
            write.Cancel();
            await Task.WhenAny(write.Task, Task.Delay(_options.ShutdownTimeout * 0.05, _time, CancellationToken.None)).ConfigureAwait(false);
            Settle();
        }

        // 2. The rest on disk, or it is lost.
        Volatile.Write(ref _tally.IsAway, _tally.IsAway || _backlog.HasUnspilled);
        _spillRetryAt = null;
        Spill();
        var lost = _backlog.Clear();
        while (_recorder.TryTake(out _)) lost++;
        Count(ref _tally.Lost, lost);
        if (lost > 0) Log.Lost(_logger, lost);
        Volatile.Write(ref _onDisk, _spill?.Count ?? 0);
        Volatile.Write(ref _onDiskBytes, _spill?.Bytes ?? 0);

        // 3. Everybody who waits is told.
        TakeOrders();
        foreach (var order in _orders) order.TrySetResult(false);
        _spill?.Dispose();
        _packer.Dispose();
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _stopRegistration.DisposeAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(async () => await _sink.DisposeAsync().ConfigureAwait(false)).WaitAsync(_options.ShutdownTimeout * 0.15, _time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The boundary to code that is not ours.
            Log.Fault(_logger, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Warning, "The sink '{Sink}' cannot be reached ({Failure}); records wait in {Where} and are sent later")]
        public static partial void Away(ILogger logger, string sink, string failure, string where);

        [LoggerMessage(8002, LogLevel.Information, "The sink '{Sink}' takes records again")]
        public static partial void Back(ILogger logger, string sink);

        [LoggerMessage(8003, LogLevel.Warning, "{Refused} of {Count} records were refused by the sink '{Sink}' and are gone")]
        public static partial void Refused(ILogger logger, int refused, int count, string sink);

        [LoggerMessage(8004, LogLevel.Error, "{Lost} records could neither be sent nor put on disk before the end, and are lost")]
        public static partial void Lost(ILogger logger, long lost);

        [LoggerMessage(8005, LogLevel.Warning, "Records cannot be put on disk ({Failure}); they stay in memory until there is no room")]
        public static partial void SpillFailed(ILogger logger, string failure);

        [LoggerMessage(8006, LogLevel.Warning, "The {MaxBytes} bytes for records on disk are used up; they stay in memory until there is no room")]
        public static partial void Full(ILogger logger, long maxBytes);

        [LoggerMessage(8007, LogLevel.Warning, "A record could not be written as JSON ({Failure}) and is gone")]
        public static partial void Unreadable(ILogger logger, string failure);

        [LoggerMessage(8008, LogLevel.Error, "Recording met a fault ({Failure}) and goes on")]
        public static partial void Fault(ILogger logger, string failure);

        [LoggerMessage(8009, LogLevel.Error, "Recording did not end in time")]
        public static partial void Stuck(ILogger logger);
    }
}
