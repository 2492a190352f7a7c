using Reprise.Cache.Entries;
using Reprise.Server.Cache.Checks;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// Keeps the entries of this server abreast of the record: opens them when the server starts, adds what the record has and they have not, and removes what has
/// ended. Never in a hurry: a page at a time, with rests between. What may take long does not keep the rest waiting.
/// </summary>
internal sealed class CacheSync(
    CacheOpening opening, CacheIndex index, CacheCatchUp catchUp, CacheSweep sweep, CacheChanges changes, CacheDoubts doubts, CheckBook book, Flights flights, PendingKeys pending,
    IInteractionStore store, CacheOptions options, TimeProvider time, ILogger<CacheSync> log) : BackgroundService
{
    private const int DoubtsAtOnce = 200;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_flush = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_alone = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_tidy = TimeSpan.FromMinutes(10);

    /// <summary>How long a damaged file stays for whoever wants to look at it; it holds what people asked.</summary>
    private static readonly TimeSpan s_setAside = TimeSpan.FromDays(7);

    private readonly bool _isShared = store.Engine is not ("sqlite" or "memory");
    private volatile bool _isReady;

    private TimeSpan Tick => options.SyncInterval < s_tick ? options.SyncInterval : s_tick;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Calls are answered meanwhile, without the cache.
        await Task.Yield();
        var house = KeepHouseAsync(stoppingToken);
        while (!await TryOpenAsync(stoppingToken)) await Task.Delay(s_retry, time, stoppingToken);
        await TryAsync(
            _ =>
            {
                book.Load();
                return Task.CompletedTask;
            },
            stoppingToken);
        _isReady = true;
        await Task.WhenAll(house, SweepAsync(stoppingToken), CatchUpAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isReady) await TryAsync(_ => Flush(toDisk: true), cancellationToken);
    }

    /// <summary>What waits for nobody: forgets what is over, and writes.</summary>
    private async Task KeepHouseAsync(CancellationToken stoppingToken)
    {
        var (tidied, flushed) = ((long?)null, (long?)null);
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            flights.Sweep();
            if (IsDue(tidied, s_tidy))
            {
                tidied = time.GetTimestamp();
                pending.Sweep();
                await TryAsync(_ => Drop(s_setAside), stoppingToken);
            }

            if (!_isReady || !IsDue(flushed, s_flush)) continue;
            flushed = time.GetTimestamp();
            await TryAsync(_ => Flush(toDisk: false), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>
    /// Removes entries that the record does not back. All of them are compared with it after a start, since what was deleted while they were not open, or just
    /// before the end, is known to nobody; again after deletions too large to follow; and now and then where other servers delete too.
    /// </summary>
    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        var (compared, ended, failed) = ((long?)null, time.GetTimestamp(), (long?)null);
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            while (doubts.Take(DoubtsAtOnce) is { Count: > 0 } doubtful)
                if (!await TryAsync(cancelled => sweep.CompareAsync(doubtful, cancelled), stoppingToken)) doubts.WantSweep();

            if ((doubts.WantsSweep || compared is null || (_isShared && IsDue(compared, options.SweepInterval))) && IsDue(failed, s_retry < options.SyncInterval ? s_retry : options.SyncInterval))
            {
                var (began, isWanted) = (doubts.BeginSweep(), doubts.WantsSweep);
                var isDone = await TryAsync(sweep.CompareAsync, stoppingToken) && (!isWanted || await TryAsync(_ => Drop(TimeSpan.Zero), stoppingToken));
                failed = isDone ? null : time.GetTimestamp();
                if (isDone)
                {
                    doubts.EndSweep(began);
                    compared = time.GetTimestamp();
                }
            }

            if (!IsDue(ended, options.SweepInterval)) continue;
            ended = time.GetTimestamp();
            await TryAsync(sweep.RemoveEndedAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Adds what the record has and the entries have not, and learns what others found out.</summary>
    private async Task CatchUpAsync(CancellationToken stoppingToken)
    {
        var pause = _isShared || options.SyncInterval > s_alone ? options.SyncInterval : s_alone;
        long? looked = null;
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            while (changes.TryTakeRevived(out var revived)) await TryAsync(cancelled => catchUp.ReviveAsync(revived.Project, revived.Id, cancelled), stoppingToken);
            while (changes.TryTakeChecked(out var hit)) await TryAsync(cancelled => book.ReadAsync(store, hit.Project, hit.Id, cancelled), stoppingToken);
            await TryAsync(book.SettleAsync, stoppingToken);
            if (!IsDue(looked, pause)) continue;
            looked = time.GetTimestamp();
            await TryAsync(catchUp.RunAsync, stoppingToken);
            await TryAsync(cancelled => book.ReadAsync(store, cancelled), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool IsDue(long? last, TimeSpan after) => last is not { } at || time.GetElapsedTime(at) >= after;

    private Task Flush(bool toDisk)
    {
        book.Save();
        index.Flush(toDisk);
        return Task.CompletedTask;
    }

    private Task Drop(TimeSpan age)
    {
        index.Entries.DropSetAside(age);
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

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            CacheLog.NotSynced(log, e.Message);
            return false;
        }
    }
}
