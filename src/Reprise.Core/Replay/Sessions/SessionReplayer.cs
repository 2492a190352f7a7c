using Reprise.Calls;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Replay.Sessions;

/// <summary>Replays sessions: makes a branch, asks its turns, and goes on with one that was interrupted.</summary>
public sealed class SessionReplayer
{
    private readonly IInteractionStore _store;
    private readonly ICallSender _sender;
    private readonly IReplayTools _tools;
    private readonly TimeProvider _time;
    private readonly Replayer _replayer;

    /// <param name="store">Where sessions are.</param>
    /// <param name="settings">Where branches are.</param>
    /// <param name="replayer">Makes requests out of recorded ones.</param>
    /// <param name="sender">Sends them; what it sends is on record.</param>
    /// <param name="tools">Tools that can be asked again.</param>
    /// <param name="time">The clock.</param>
    public SessionReplayer(IInteractionStore store, ISettingsStore settings, Replayer replayer, ICallSender sender, IReplayTools tools, TimeProvider time)
    {
        (_store, _replayer, _sender, _tools, _time) = (store, replayer, sender, tools, time);
        Branches = new Branches(settings, time);
        Trees = new SessionTrees(store, Branches);
    }

    /// <summary>Waits until what was sent is on record; false when the record falls behind for long.</summary>
    public Func<CancellationToken, Task<bool>> Settle { get; init; } = static _ => System.Threading.Tasks.Task.FromResult(true);

    /// <summary>The tools that can be asked again, by name.</summary>
    public IReadOnlyList<string> LiveTools => _tools.Names;

    public Branches Branches { get; }

    public SessionTrees Trees { get; }

    /// <summary>Makes a branch, having checked that all of it can be asked. Nothing is sent yet.</summary>
    /// <param name="project">The session's project.</param>
    /// <param name="key">A session, a trace or a branch.</param>
    /// <param name="request">What to do.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReplayException">It cannot be done; says what is missing and what would still work.</exception>
    public async Task<BranchTask> StartAsync(string project, SessionKey key, BranchRequest request, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = await Trees.ReadAsync(project, key, cancellationToken).ConfigureAwait(false);
        BranchRules.Check(session, request, _tools);
        var origin = key.IsTrace ? null : await Branches.FindAsync(project, key.Id, cancellationToken).ConfigureAwait(false);
        var root = origin?.Root ?? key;
        var branch = new Branch
        {
            BranchId = InteractionId.New(_time).ToString(),
            SessionId = root.IsTrace ? null : root.Id,
            TraceId = root.IsTrace ? root.Id : null,
            ParentBranch = origin?.BranchId,
            ForkTurn = request.FromTurn,
            OriginTurns = session.Turns.Count,
            Mode = request.Mode,
            Changes = request.Changes,
            LiveTools = request.LiveTools,
            Similarity = request.Similarity,
            CreatedAt = _time.GetUtcNow(),
            State = BranchState.Running,
            SeenAt = _time.GetUtcNow(),
            Worker = InteractionId.New(_time).ToString(),
        };
        return await BeginAsync(session, branch, request.ToolAnswers, [], request.Credential, actor, "replay.branch.create", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes up a branch that was interrupted or could not go on, having checked what is left of it as for a new one. Of several who do so at once one gets it.
    /// </summary>
    /// <exception cref="ReplayException">There is none, it is at work or at its end, or it could not go on.</exception>
    public async Task<BranchTask> ResumeAsync(string project, string branchId, IReadOnlyDictionary<string, string> toolAnswers, string? credential, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(toolAnswers);
        var branch = await Branches.FindAsync(project, branchId, cancellationToken).ConfigureAwait(false)
            ?? throw new ReplayException(ReplayObstacles.NotFound, $"There is no branch '{branchId}'.", "GET /api/sessions/{id}/branches lists those of a session.");
        if (branch.State is BranchState.Running or BranchState.Completed) throw Busy(branchId, branch.State);
        if (!await Settle(cancellationToken).ConfigureAwait(false))
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, $"Branch {branchId} cannot go on: not all that was sent is on record yet, so nobody can say what it has asked already.",
                "Try again when the store takes what is recorded.");
        }

        var session = (await Trees.ReadAsync(project, branch.Origin, cancellationToken).ConfigureAwait(false)).Until(branch.OriginTurns);
        BranchRules.Check(session, new BranchRequest { Mode = branch.Mode, FromTurn = branch.ForkTurn, LiveTools = branch.LiveTools, Similarity = branch.Similarity }, _tools);
        var done = await Trees.CallsAsync(project, branch, cancellationToken).ConfigureAwait(false);
        var taken = branch with { State = BranchState.Running, Stop = null, StopAsked = false, SeenAt = _time.GetUtcNow(), Worker = InteractionId.New(_time).ToString() };
        return await BeginAsync(session, taken, toolAnswers, done, credential, actor, "replay.branch.resume", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the branches of all projects whose session is no longer on record: nobody can read them, and their changes may quote what was erased. Says how many.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var tree in (await Branches.ListAsync(cancellationToken).ConfigureAwait(false)).GroupBy(static found => (found.Project, found.Branch.Root)))
        {
            if (tree.Any(static found => found.Branch.State == BranchState.Running) || await Trees.HasAnyAsync(tree.Key.Project, tree.Key.Root, cancellationToken).ConfigureAwait(false)) continue;
            foreach (var (project, branch) in tree)
                if (await Branches.PruneAsync(project, branch, cancellationToken).ConfigureAwait(false)) count++;
        }

        return count;
    }

    /// <summary>Checks all of it, and writes down that it is at work. That is the claim: whoever wrote it since it was read has it, and its calls are not known here.</summary>
    private async Task<BranchTask> BeginAsync(
        RecordedSession session, Branch branch, IReadOnlyDictionary<string, string> given, IReadOnlyList<RecordedInteraction> done, string? credential, string actor, string action, CancellationToken cancellationToken)
    {
        Task(session, branch, given, done, credential).Run.Check();
        var claimed = await Branches.SaveAsync(session.Project, branch, actor, action, cancellationToken).ConfigureAwait(false) ?? throw Busy(branch.BranchId, BranchState.Running);
        return Task(session, claimed, given, done, credential);
    }

    private static ReplayException Busy(string branchId, BranchState state) =>
        new(ReplayObstacles.NotReplayable, $"Branch {branchId} is {(state == BranchState.Completed ? "at its end" : "at work")} and has nothing to resume.", "Start a new branch.");

    private BranchTask Task(RecordedSession session, Branch branch, IReadOnlyDictionary<string, string> given, IReadOnlyList<RecordedInteraction> done, string? credential)
    {
        var calls = new BranchCalls(session, branch, _replayer, _sender, BranchRecord.Answered(done, session), credential);
        var desk = new ToolDesk(session, branch, _tools, given, [.. done.Where(static call => call.Interaction.Kind == InteractionKind.Tool)],
            (tool, cancellationToken) => _store.AppendAsync(new StoreBatch { Interactions = [tool] }, cancellationToken), _time);
        return new BranchTask(branch, session, Branches, branch.Mode == BranchMode.Pinned ? new PinnedRun(session, branch, calls) : new FreeRun(session, branch, calls, desk), _time);
    }
}
