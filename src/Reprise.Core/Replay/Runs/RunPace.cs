namespace Reprise.Replay.Runs;

/// <summary>When the next call may start: evenly over each minute, and not before a provider wants to be asked again. Safe for use from many threads.</summary>
internal sealed class RunPace(double? perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _apart = perMinute is { } rate ? TimeSpan.FromMinutes(1) / rate : TimeSpan.Zero;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>Waits for the turn of one call.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                var now = time.GetUtcNow();
                var due = _next > _pausedUntil ? _next : _pausedUntil;
                if (due <= now)
                {
                    _next = now + _apart;
                    return;
                }

                wait = due - now;
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets no call start for so long.</summary>
    public void Pause(TimeSpan length)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + length;
            if (until > _pausedUntil) _pausedUntil = until;
        }
    }
}
