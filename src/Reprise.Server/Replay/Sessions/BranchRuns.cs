using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Store;

namespace Reprise.Server.Replay.Sessions;

/// <summary>The branches that this server is at work on. A server that stops interrupts them; they can be resumed.</summary>
internal sealed partial class BranchRuns(IInteractionStore store, ILogger<BranchRuns> log) : IHostedService, IDisposable
{
    /// <summary>At once; each holds a session in memory.</summary>
    public const int MostAtOnce = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, Work> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();

    /// <summary>The branch with its turns so far, when it is at work here.</summary>
    public BranchView? Find(string branchId) => _running.TryGetValue(branchId, out var work) ? work.Task.View : null;

    /// <summary>Refuses when enough is under way.</summary>
    /// <exception cref="ReplayException">There is.</exception>
    public void RequireRoom()
    {
        if (_running.Count >= MostAtOnce) throw new ReplayException(ReplayObstacles.NotReplayable, $"{MostAtOnce} sessions are being replayed, which is as many as this server does at once.", "Try again when one of them has come to its end.");
    }

    /// <summary>Lets it go on by itself.</summary>
    public void Start(BranchTask task)
    {
        var cancelled = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        lock (_starting)
        {
            var work = new Work(task, cancelled);
            _running[task.Branch.BranchId] = work;
            work.Ended = RunAsync(work);
        }
    }

    /// <summary>Interrupts a branch and waits until it has noticed; false when it is not at work here.</summary>
    public async Task<bool> StopAsync(string branchId)
    {
        if (!_running.TryGetValue(branchId, out var work)) return false;
        await work.Cancelled.CancelAsync();
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

    private async Task RunAsync(Work work)
    {
        await Task.Yield();
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
            _running.TryRemove(work.Task.Branch.BranchId, out _);
            work.Cancelled.Dispose();
        }
    }

    /// <summary>The writer is a moment behind; who reads that a branch is at its end finds its turns on record.</summary>
    private async Task StoredAsync(IReadOnlyList<RecordedInteraction> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 0) return;
        var (project, last) = (calls[^1].Interaction.Project, calls[^1].Interaction.Id);
        for (var waited = TimeSpan.Zero; waited < s_patience; waited += s_pause)
        {
            if (await store.FindAsync(project, last, cancellationToken) is not null) return;
            await Task.Delay(s_pause, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Branch {Branch} ended by a fault")]
    private static partial void Failed(ILogger log, Exception exception, string branch);

    private sealed class Work(BranchTask task, CancellationTokenSource cancelled)
    {
        public BranchTask Task { get; } = task;
        public CancellationTokenSource Cancelled { get; } = cancelled;
        public Task Ended { get; set; } = System.Threading.Tasks.Task.CompletedTask;
    }
}
