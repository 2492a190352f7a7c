using System.Collections.Concurrent;
using Reprise.Access;
using Reprise.Store;

namespace Reprise.Server.Access;

/// <summary>Notes when keys are used, and writes it down now and then: a key of a busy program would else be written with every call.</summary>
internal sealed class KeyUse(ApiKeys keys, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (ApiKey Key, DateTimeOffset At)> _used = new(StringComparer.Ordinal);

    public void Note(ApiKey key, DateTimeOffset now)
    {
        if (key.LastUsedAt is { } last && now - last < ApiKeys.UseStep) return;
        _used.TryAdd(key.Id, (key, now));
    }

    /// <summary>Writes down what was noted.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, used) in _used.ToArray())
        {
            try
            {
                await keys.NoteUseAsync([used], cancellationToken);
                _used.TryRemove(id, out _);
            }
            catch (StoreException)
            {
                // It is still noted, for the next time.
                return;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
