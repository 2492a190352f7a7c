using Reprise.Calls;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Sessions;

/// <summary>A branch that is ready to be asked.</summary>
public sealed class BranchTask
{
    /// <summary>How often the server says that it is at work on it.</summary>
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(10);
    private readonly Branches _branches;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Task _saved = Task.CompletedTask;

    internal BranchTask(Branch branch, RecordedSession session, Branches branches, BranchRun run, TimeProvider time) => (Branch, Session, _branches, Run, _time) = (branch, session, branches, run, time);

    public Branch Branch { get; private set; }

    public RecordedSession Session { get; }

    internal BranchRun Run { get; }

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<RecordedInteraction> Calls => Run.Calls.Answers;

    /// <summary>The branch with its turns so far, without asking the record.</summary>
    public BranchView View => BranchView.Of(Branch, Session, Calls);

    /// <summary>
    /// Asks its turns and writes down how it ended. Only a cancellation comes out as an exception; the branch is then interrupted and can be resumed.
    /// </summary>
    /// <param name="stored">Waits until the calls are on record, so that a branch that says it is at its end has its turns there; null to leave that out.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public async Task<Branch> RunAsync(Func<IReadOnlyList<RecordedInteraction>, CancellationToken, Task>? stored, CancellationToken cancellationToken)
    {
        using var beat = _time.CreateTimer(_ => _ = BeatAsync(), null, s_beat, s_beat);
        try
        {
            await Run.RunAsync(cancellationToken).ConfigureAwait(false);
            if (stored is not null) await stored(Calls, cancellationToken).ConfigureAwait(false);
            return await EndAsync(BranchState.Completed, null).ConfigureAwait(false);
        }
        catch (ReplayException stop)
        {
            if (stored is not null) await stored(Calls, cancellationToken).ConfigureAwait(false);
            return await EndAsync(BranchState.Stopped, new BranchStop(stop.Code, stop.Message, stop.StillWorks, Run.At)).ConfigureAwait(false);
        }
        catch (CallRefusedException refused)
        {
            return await EndAsync(BranchState.Stopped, new BranchStop(ReplayObstacles.NotReplayable, refused.Message, ["Resume the branch when the provider can be called."], Run.At)).ConfigureAwait(false);
        }
        catch (StoreException down)
        {
            return await EndAsync(BranchState.Stopped, new BranchStop(ReplayObstacles.NotReplayable, down.Message, ["Resume the branch when the record can be written."], Run.At)).ConfigureAwait(false);
        }
        catch
        {
            await EndAsync(BranchState.Interrupted, null).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Branch> EndAsync(BranchState state, BranchStop? stop)
    {
        await SaveAsync(branch => branch with { State = state, Stop = stop, SeenAt = _time.GetUtcNow() }).ConfigureAwait(false);
        return Branch;
    }

    private async Task BeatAsync()
    {
        try
        {
            await SaveAsync(branch => branch.State == BranchState.Running ? branch with { SeenAt = _time.GetUtcNow() } : branch).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The next beat tries again; a database that stays away ends the branch by itself.
        }
    }

    /// <summary>Writes one state after the other, so that no beat undoes the end.</summary>
    private Task SaveAsync(Func<Branch, Branch> change)
    {
        lock (_lock) return _saved = NextAsync(_saved, change);
    }

    private async Task NextAsync(Task before, Func<Branch, Branch> change)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var changed = change(Branch);
        if (ReferenceEquals(changed, Branch)) return;
        Branch = changed;
        await _branches.SaveAsync(Session.Project, changed, actor: null, "", CancellationToken.None).ConfigureAwait(false);
    }
}
