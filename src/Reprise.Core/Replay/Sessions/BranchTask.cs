using System.Runtime.ExceptionServices;
using Reprise.Calls;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Sessions;

/// <summary>A branch that is ready to be asked.</summary>
public sealed class BranchTask
{
    /// <summary>How often the server says that it is at work on it, and looks whether it still is to be.</summary>
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);

    /// <summary>How long an interrupted branch waits for the record.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly Branches _branches;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Task _saved = Task.CompletedTask;
    private bool _isLost;

    internal BranchTask(Branch branch, RecordedSession session, Branches branches, BranchRun run, TimeProvider time) => (Branch, Session, _branches, Run, _time) = (branch, session, branches, run, time);

    /// <summary>The branch as it is written down.</summary>
    public Branch Branch { get; private set; }

    public RecordedSession Session { get; }

    internal BranchRun Run { get; }

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<RecordedInteraction> Calls => Run.Calls.Answers;

    /// <summary>The branch with its turns so far, without asking the record.</summary>
    public BranchView View => BranchView.Of(Branch, Session, Calls);

    /// <summary>
    /// Asks its turns and writes down how it ended. Cancellations and faults come out as exceptions; the branch is then interrupted and can be resumed.
    /// </summary>
    /// <param name="stored">Waits until everything that was sent is on record, so that a branch that says it is at its end has its turns there, and one that is resumed
    /// makes no call twice; null to leave that out.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public async Task<Branch> RunAsync(Func<CancellationToken, Task>? stored, CancellationToken cancellationToken)
    {
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (state, stop, fault) = await AskAsync(interrupted).ConfigureAwait(false);
        var late = stored is null ? null : await WaitAsync(stored, state == BranchState.Interrupted).ConfigureAwait(false);
        if (late is not null && state == BranchState.Completed) (state, stop) = (BranchState.Stopped, late);
        try
        {
            await SaveAsync(branch => branch with { State = state, Stop = stop, StopAsked = false, SeenAt = _time.GetUtcNow() }, interrupted).ConfigureAwait(false);
        }
        finally
        {
            // A beat that is under way writes nothing any more.
            lock (_lock) _isLost = true;
        }

        fault?.Throw();
        return Branch;
    }

    private async Task<(BranchState State, BranchStop? Stop, ExceptionDispatchInfo? Fault)> AskAsync(CancellationTokenSource interrupted)
    {
        using var beat = _time.CreateTimer(_ => _ = BeatAsync(interrupted), null, s_beat, s_beat);
        try
        {
            await Run.RunAsync(interrupted.Token).ConfigureAwait(false);
            return (BranchState.Completed, null, null);
        }
        catch (ReplayException stop)
        {
            return (BranchState.Stopped, new BranchStop(stop.Code, stop.Message, stop.StillWorks, Run.At), null);
        }
        catch (CallRefusedException refused)
        {
            return (BranchState.Stopped, StopOf(refused.Message, "Resume the branch when the provider can be called."), null);
        }
        catch (StoreException down)
        {
            return (BranchState.Stopped, StopOf(down.Message, "Resume the branch when the record can be written."), null);
        }
        catch (OperationCanceledException e)
        {
            var stop = interrupted.IsCancellationRequested ? null : StopOf("The call was broken off.", "Resume the branch.");
            return (BranchState.Interrupted, stop, ExceptionDispatchInfo.Capture(e));
        }
        catch (Exception e)
        {
            return (BranchState.Interrupted, StopOf("A fault within the server ended it; the server's log tells more.", "Resume the branch."), ExceptionDispatchInfo.Capture(e));
        }
    }

    private BranchStop StopOf(string message, string works) => new(ReplayObstacles.NotReplayable, message, [works], Run.At);

    /// <summary>Null when everything is on record; else why not.</summary>
    private async Task<BranchStop?> WaitAsync(Func<CancellationToken, Task> stored, bool briefly)
    {
        using var limit = new CancellationTokenSource(briefly ? s_patience : Timeout.InfiniteTimeSpan, _time);
        try
        {
            await stored(limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is StoreException or ReplayException or OperationCanceledException)
        {
            return StopOf("All was asked, but not all of it is on record yet.", "Resume the branch when the record can be written; what is on record is not asked again.");
        }
    }

    private async Task BeatAsync(CancellationTokenSource interrupted)
    {
        try
        {
            await SaveAsync(branch => branch.State == BranchState.Running ? branch with { SeenAt = _time.GetUtcNow() } : branch, interrupted).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The next beat tries again; a database that stays away ends the branch by itself.
        }
    }

    /// <summary>Writes one state after the other, so that no beat undoes the end.</summary>
    private Task SaveAsync(Func<Branch, Branch> change, CancellationTokenSource interrupted)
    {
        lock (_lock) return _saved = NextAsync(_saved, change, interrupted);
    }

    private async Task NextAsync(Task before, Func<Branch, Branch> change, CancellationTokenSource interrupted)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!_isLost)
        {
            var changed = change(Branch);
            if (ReferenceEquals(changed, Branch)) return;
            if (await _branches.SaveAsync(Session.Project, changed, actor: null, "", CancellationToken.None).ConfigureAwait(false) is { } saved)
            {
                Branch = saved;
                return;
            }

            // Another server wrote it: it removed the branch, took it up since we seemed dead, or wants it stopped.
            var now = await _branches.FindAsync(Session.Project, Branch.BranchId, CancellationToken.None).ConfigureAwait(false);
            _isLost = now is null || now.Worker != Branch.Worker;
            if (now is not null && !_isLost) Branch = Branch with { Version = now.Version, StopAsked = now.StopAsked };
            if (_isLost || now!.StopAsked) await interrupted.CancelAsync().ConfigureAwait(false);
        }
    }
}
