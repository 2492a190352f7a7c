namespace Reprise.Replay.Sessions;

/// <summary>Goes through the turns of a branch. One for each way there is to do that.</summary>
internal abstract class BranchRun(RecordedSession session, Branch branch, BranchCalls calls)
{
    private readonly SessionTurn _fork = session.Turns[branch.ForkTurn - 1];

    protected RecordedSession Session { get; } = session;
    protected Branch Branch { get; } = branch;
    public BranchCalls Calls { get; } = calls;

    /// <summary>The turn at work, for who is told that it failed.</summary>
    public int? At { get; protected set; }

    /// <summary>The turns that are asked. A failed call that its client made again is not: the try that counts is.</summary>
    protected IEnumerable<SessionTurn> Turns => Session.Turns.Where(turn => turn.Number >= Branch.ForkTurn && turn.TriedAgainAs is null);

    /// <summary>The changes for a turn. Where the fork is a failed call that was made again, what is for that one turn goes with the try that counts.</summary>
    protected ReplayChanges ChangesOf(SessionTurn? turn) => IsFork(turn) ? Calls.AtFork : Calls.Behind;

    protected bool IsFork(SessionTurn? turn) => turn is not null && turn == (_fork.TriedAgainAs ?? _fork);

    /// <summary>Finds what cannot be asked before anything is: the bodies of turns that are erased, a change there is no place for.</summary>
    /// <exception cref="ReplayException">Says which turn and why.</exception>
    public void Check()
    {
        foreach (var turn in Turns)
        {
            At = turn.Number;
            try
            {
                Calls.RequireKey(Calls.Request(turn, body: null, ChangesOf(turn)));
            }
            catch (ReplayException e) when (Session.Turns.Count > 1)
            {
                string[] behind = turn.Number < Session.Turns.Count ? [$"Begin behind it: --from {turn.Number + 1}."] : [];
                throw new ReplayException(e.Code, $"Turn {turn.Number} cannot be asked again: {e.Message}", [.. e.StillWorks, .. behind]);
            }
        }

        At = null;
    }

    /// <summary>Asks everything.</summary>
    /// <exception cref="ReplayException">It cannot go on.</exception>
    public abstract Task RunAsync(CancellationToken cancellationToken);
}
