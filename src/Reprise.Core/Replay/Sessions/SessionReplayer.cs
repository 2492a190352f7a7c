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
        };
        var task = Task(session, branch, request.ToolAnswers, [], request.Credential);
        task.Run.Check();
        await Branches.SaveAsync(project, branch, actor, "replay.branch.create", cancellationToken).ConfigureAwait(false);
        return task;
    }

    /// <summary>Takes up a branch that was interrupted or could not go on.</summary>
    /// <exception cref="ReplayException">There is none, or it is at work or at its end.</exception>
    public async Task<BranchTask> ResumeAsync(string project, string branchId, IReadOnlyDictionary<string, string> toolAnswers, string? credential, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(toolAnswers);
        var branch = await Branches.FindAsync(project, branchId, cancellationToken).ConfigureAwait(false)
            ?? throw new ReplayException(ReplayObstacles.NotFound, $"There is no branch '{branchId}'.", "GET /api/sessions/{id}/branches lists those of a session.");
        if (branch.State is BranchState.Running or BranchState.Completed)
            throw new ReplayException(ReplayObstacles.NotReplayable, $"Branch {branchId} is {(branch.State == BranchState.Running ? "at work" : "at its end")} and has nothing to resume.", "Start a new branch.");
        var session = await Trees.ReadAsync(project, branch.Origin, cancellationToken).ConfigureAwait(false);
        var done = await Trees.CallsAsync(project, branch, cancellationToken).ConfigureAwait(false);
        branch = branch with { State = BranchState.Running, Stop = null, SeenAt = _time.GetUtcNow() };
        await Branches.SaveAsync(project, branch, actor, "replay.branch.resume", cancellationToken).ConfigureAwait(false);
        return Task(session, branch, toolAnswers, done, credential);
    }

    private BranchTask Task(RecordedSession session, Branch branch, IReadOnlyDictionary<string, string> given, IReadOnlyList<RecordedInteraction> done, string? credential)
    {
        var calls = new BranchCalls(session, branch, _replayer, _sender, BranchRecord.Answered(done, branch.Mode), credential);
        var desk = new ToolDesk(session, branch, _tools, given, [.. done.Where(static call => call.Interaction.Kind == InteractionKind.Tool)],
            (tool, cancellationToken) => _store.AppendAsync(new StoreBatch { Interactions = [tool] }, cancellationToken), _time);
        return new BranchTask(branch, session, Branches, branch.Mode == BranchMode.Pinned ? new PinnedRun(session, branch, calls) : new FreeRun(session, branch, calls, desk), _time);
    }
}
