using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Sessions;

/// <summary>Reads sessions with the branches that grow from them. A branch is a session too: it begins with the turns it shares with its origin.</summary>
public sealed class SessionTrees(IInteractionStore store, Branches branches)
{
    /// <summary>Nobody forks a fork more often; a longer chain is a circle.</summary>
    private const int MostForks = 64;
    private readonly SessionReader _reader = new(store);

    /// <summary>A session, trace or branch as the record has it.</summary>
    /// <exception cref="ReplayException">It is not there, has no calls to a model, or is too large.</exception>
    public async Task<RecordedSession> ReadAsync(string project, SessionKey key, CancellationToken cancellationToken)
    {
        if (key.IsTrace || await branches.FindAsync(project, key.Id, cancellationToken).ConfigureAwait(false) is not { } branch)
            return await _reader.ReadAsync(project, key, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(project, branch, 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tree that a session, trace or branch belongs to.</summary>
    /// <exception cref="ReplayException">The session is not there.</exception>
    public async Task<SessionTree> TreeAsync(string project, SessionKey key, CancellationToken cancellationToken)
    {
        var root = !key.IsTrace && await branches.FindAsync(project, key.Id, cancellationToken).ConfigureAwait(false) is { } one ? one.Root : key;
        var sessions = new Dictionary<string, RecordedSession>(StringComparer.Ordinal);
        var first = await _reader.ReadAsync(project, root, cancellationToken).ConfigureAwait(false);
        var views = new List<BranchView>();
        foreach (var branch in await branches.ListAsync(project, root, cancellationToken).ConfigureAwait(false))
        {
            var origin = branch.ParentBranch is { } parent && sessions.TryGetValue(parent, out var found) ? found : branch.ParentBranch is null ? first : null;
            if (origin is null) continue;
            var calls = await _reader.CallsAsync(project, new SessionKey(branch.BranchId), cancellationToken).ConfigureAwait(false);
            sessions[branch.BranchId] = Grow(project, branch, origin, calls);
            views.Add(BranchView.Of(branch, origin, calls));
        }

        return new SessionTree(first, views);
    }

    /// <summary>One branch with its turns as the record has them.</summary>
    public async Task<BranchView> ViewAsync(string project, Branch branch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var origin = await ReadAsync(project, branch.Origin, cancellationToken).ConfigureAwait(false);
        return BranchView.Of(branch, origin, await CallsAsync(project, branch, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The branch's own calls, oldest first.</summary>
    internal Task<IReadOnlyList<RecordedInteraction>> CallsAsync(string project, Branch branch, CancellationToken cancellationToken) =>
        _reader.CallsAsync(project, new SessionKey(branch.BranchId), cancellationToken);

    private async Task<RecordedSession> ReadAsync(string project, Branch branch, int depth, CancellationToken cancellationToken)
    {
        if (depth == MostForks) throw new ReplayException(ReplayObstacles.NotReplayable, $"Branch {branch.BranchId} is forked more than {MostForks} times over.", "Fork an earlier branch.");
        var origin = branch.ParentBranch is { } parent
            ? await ReadAsync(project, await branches.FindAsync(project, parent, cancellationToken).ConfigureAwait(false)
                ?? throw new ReplayException(ReplayObstacles.NotFound, $"Branch {branch.BranchId} grows from branch {parent}, which was removed.", "Replay the session it came from."), depth + 1, cancellationToken).ConfigureAwait(false)
            : await _reader.ReadAsync(project, branch.Root, cancellationToken).ConfigureAwait(false);
        return Grow(project, branch, origin, await CallsAsync(project, branch, cancellationToken).ConfigureAwait(false));
    }

    private static RecordedSession Grow(string project, Branch branch, RecordedSession origin, IReadOnlyList<RecordedInteraction> calls) =>
        SessionReader.Compose(project, new SessionKey(branch.BranchId), [.. origin.Turns.Where(turn => turn.Number < branch.ForkTurn).Select(static turn => turn.Recorded)],
            [.. BranchRecord.Turns(calls), .. calls.Where(static call => call.Interaction.Kind == InteractionKind.Tool)], origin.Tools);
}

/// <param name="Session">The session at the root.</param>
/// <param name="Branches">Everything that grows from it, oldest first.</param>
public sealed record SessionTree(RecordedSession Session, IReadOnlyList<BranchView> Branches);
