using Reprise.Cache.Entries;
using Reprise.Server.Cache.Checks;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// Keeps the entries of this server abreast of the record: opens them when the server starts, adds what the record has and they have not, and removes what has
/// ended. Never in a hurry: a page at a time, with rests between.
/// </summary>
internal sealed class CacheSync(
    CacheOpening opening, CacheIndex index, CacheCatchUp catchUp, CacheSweep sweep, CacheChanges changes, CheckBook book, Flights flights, PendingKeys pending, IInteractionStore store,
    CacheOptions options, TimeProvider time, ILogger<CacheSync> log) : BackgroundService
{
    private static readonly TimeSpan s_flush = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_alone = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Calls are answered meanwhile, without the cache.
        await Task.Yield();
        while (!await TryOpenAsync(stoppingToken)) await Task.Delay(s_retry, time, stoppingToken);
        await TryAsync(
            _ =>
            {
                book.Load();
                return Task.CompletedTask;
            },
            stoppingToken);
        var isShared = store.Engine is not ("sqlite" or "memory");
        var pause = isShared || options.SyncInterval > s_alone ? options.SyncInterval : s_alone;
        var (looked, swept, flushed) = ((long?)null, time.GetTimestamp(), time.GetTimestamp());
        using var timer = new PeriodicTimer(options.SyncInterval < TimeSpan.FromSeconds(1) ? options.SyncInterval : TimeSpan.FromSeconds(1), time);
        do
        {
            flights.Sweep();
            if (looked is null || time.GetElapsedTime(flushed) >= s_flush)
            {
                flushed = time.GetTimestamp();
                await TryAsync(_ => Flush(toDisk: false), stoppingToken);
            }

            if (looked is not { } last || time.GetElapsedTime(last) >= pause)
            {
                looked = time.GetTimestamp();
                pending.Sweep();
                await TryAsync(catchUp.RunAsync, stoppingToken);
                await TryAsync(cancelled => book.ReadAsync(store, cancelled), stoppingToken);
            }

            while (changes.TryTakeRevived(out var revived)) await TryAsync(cancelled => catchUp.ReviveAsync(revived.Project, revived.Id, cancelled), stoppingToken);
            while (changes.TryTakeChecked(out var hit)) await TryAsync(cancelled => book.ReadAsync(store, hit.Project, hit.Id, cancelled), stoppingToken);
            await TryAsync(book.SettleAsync, stoppingToken);
            if (changes.TakeSweep()) await TryAsync(sweep.RemoveLostAsync, stoppingToken);
            if (time.GetElapsedTime(swept) < s_sweep) continue;
            swept = time.GetTimestamp();
            await TryAsync(sweep.RemoveEndedAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (opening.IsOpen) await TryAsync(_ => Flush(toDisk: true), cancellationToken);
    }

    private Task Flush(bool toDisk)
    {
        book.Save();
        index.Flush(toDisk);
        return Task.CompletedTask;
    }

    private async Task<bool> TryOpenAsync(CancellationToken stoppingToken)
    {
        try
        {
            CacheLog.Ready(log, await opening.OpenAsync(stoppingToken));
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // The boundary: a server without its cache is a server all the same.
            CacheLog.NotOpen(log, e.Message);
            return false;
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            CacheLog.NotSynced(log, e.Message);
        }
    }
}
