using System.Collections.Concurrent;
using Reprise.Replay;
using Reprise.Replay.Sessions;

namespace Reprise.Server.Replay.Sessions;

/// <summary>The branches that this server is at work on. A server that stops interrupts them; they can be resumed.</summary>
internal sealed partial class BranchRuns(SessionReplayer replayer, ILogger<BranchRuns> log) : IHostedService, IDisposable
{
    /// <summary>At once; each holds a session in memory.</summary>
    public const int MostAtOnce = 8;
    private readonly ConcurrentDictionary<string, Work> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();
    private int _taken;

    /// <summary>The branch with its turns so far, when it is at work here.</summary>
    public BranchView? Find(string branchId) => _running.TryGetValue(branchId, out var work) ? work.Task.View : null;

    /// <summary>Refuses what is at work here, whatever the record says: a database that could not be written for a while makes it look interrupted.</summary>
    /// <exception cref="ReplayException">It is.</exception>
    public void RequireIdle(string branchId)
    {
        if (_running.TryGetValue(branchId, out var work) && work.Task.Branch.State == BranchState.Running)
            throw new ReplayException(ReplayObstacles.NotReplayable, $"Branch {branchId} is at work and has nothing to resume.", "Stop it first.");
    }

    /// <summary>Takes a place for a branch before anything is read for it; disposing gives it back unless one has started in it.</summary>
    /// <exception cref="ReplayException">There is none left.</exception>
    public BranchPlace Reserve()
    {
        lock (_starting)
        {
            if (_taken >= MostAtOnce)
                throw new ReplayException(ReplayObstacles.NotReplayable, $"{MostAtOnce} sessions are being replayed, which is as many as this server does at once.", "Try again when one of them has come to its end.");
            _taken++;
        }

        return new BranchPlace(Release);
    }

    /// <summary>Lets it go on by itself.</summary>
    public void Start(BranchTask task, BranchPlace place)
    {
        var cancelled = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        place.Keep();
        lock (_starting)
        {
            // What still stands there under its name has written down its end, or has lost it to this one.
            var before = _running.GetValueOrDefault(task.Branch.BranchId)?.Ended ?? Task.CompletedTask;
            var work = _running[task.Branch.BranchId] = new Work(task, cancelled);
            work.Ended = RunAsync(work, before);
        }
    }

    /// <summary>Interrupts a branch and waits until it has noticed; false when it is not at work here.</summary>
    public async Task<bool> StopAsync(string branchId)
    {
        Work? work;
        lock (_starting)
        {
            if (!_running.TryGetValue(branchId, out work)) return false;
            work.Cancelling = Task.WhenAll(work.Cancelling, work.Cancelled.CancelAsync());
        }

        await work.Cancelling;
        await work.Ended;
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values.Select(static work => work.Ended)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(Work work, Task before)
    {
        await Task.Yield();
        await before;
        try
        {
            await work.Task.RunAsync(StoredAsync, work.Cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            // It is written down as interrupted.
        }
        catch (Exception e)
        {
            // The boundary: nobody waits for this task, so nobody else would hear of it.
            Failed(log, e, work.Task.Branch.BranchId);
        }
        finally
        {
            // Off the list first: nobody cancels it from here on.
            lock (_starting) _running.TryRemove(KeyValuePair.Create(work.Task.Branch.BranchId, work));
            Release();
            await work.Cancelling;
            work.Cancelled.Dispose();
        }
    }

    /// <summary>The writer is a moment behind; who reads that a branch is at its end finds its turns on record.</summary>
    private async Task StoredAsync(CancellationToken cancellationToken)
    {
        if (!await replayer.Settle(cancellationToken)) throw new ReplayException("The record falls behind.");
    }

    private void Release()
    {
        lock (_starting) _taken--;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Branch {Branch} ended by a fault")]
    private static partial void Failed(ILogger log, Exception exception, string branch);

    private sealed class Work(BranchTask task, CancellationTokenSource cancelled)
    {
        public BranchTask Task { get; } = task;
        public CancellationTokenSource Cancelled { get; } = cancelled;
        public Task Cancelling { get; set; } = System.Threading.Tasks.Task.CompletedTask;
        public Task Ended { get; set; } = System.Threading.Tasks.Task.CompletedTask;
    }
}
