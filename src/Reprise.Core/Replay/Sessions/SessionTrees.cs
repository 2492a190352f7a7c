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

    /// <summary>The tree that a session, trace or branch belongs to. The bodies of one branch at a time are held in memory, and those of what it grows from.</summary>
    /// <exception cref="ReplayException">The session is not there.</exception>
    public async Task<SessionTree> TreeAsync(string project, SessionKey key, CancellationToken cancellationToken)
    {
        var asked = key.IsTrace ? null : await branches.FindAsync(project, key.Id, cancellationToken).ConfigureAwait(false);
        var root = asked?.Root ?? key;
        var first = await _reader.ReadAsync(project, root, cancellationToken).ConfigureAwait(false);
        var all = await branches.ListAsync(project, root, cancellationToken).ConfigureAwait(false);
        var waiting = all.Where(static branch => branch.ParentBranch is not null).GroupBy(static branch => branch.ParentBranch!, StringComparer.Ordinal).ToDictionary(static forks => forks.Key, static forks => forks.Count(), StringComparer.Ordinal);
        var (sessions, views, shown) = (new Dictionary<string, RecordedSession>(StringComparer.Ordinal), new List<BranchView>(), first);
        foreach (var branch in all)
        {
            var origin = branch.ParentBranch is not { } parent ? first : sessions.GetValueOrDefault(parent);
            if (origin is null) continue;
            var calls = await _reader.CallsAsync(project, new SessionKey(branch.BranchId), cancellationToken).ConfigureAwait(false);
            var isAsked = branch.BranchId == asked?.BranchId;
            if (isAsked || waiting.ContainsKey(branch.BranchId))
            {
                var grown = Grow(project, branch, origin, calls);
                if (isAsked) shown = grown;
                if (waiting.ContainsKey(branch.BranchId)) sessions[branch.BranchId] = grown;
            }

            views.Add(BranchView.Of(branch, origin.Until(branch.OriginTurns), calls));
            if (branch.ParentBranch is { } from && --waiting[from] == 0) sessions.Remove(from);
        }

        return new SessionTree(first.Key, shown, views);
    }

    /// <summary>The branches of the tree that a session, trace or branch belongs to, oldest first, without reading any call.</summary>
    public async Task<IReadOnlyList<Branch>> HeadsAsync(string project, SessionKey key, CancellationToken cancellationToken)
    {
        var asked = key.IsTrace ? null : await branches.FindAsync(project, key.Id, cancellationToken).ConfigureAwait(false);
        return await branches.ListAsync(project, asked?.Root ?? key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether anything of a session is on record.</summary>
    internal Task<bool> HasAnyAsync(string project, SessionKey key, CancellationToken cancellationToken) => _reader.HasAnyAsync(project, key, cancellationToken);

    /// <summary>One branch with its turns as the record has them.</summary>
    public async Task<BranchView> ViewAsync(string project, Branch branch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var origin = (await ReadAsync(project, branch.Origin, cancellationToken).ConfigureAwait(false)).Until(branch.OriginTurns);
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

/// <param name="Root">The session at the root.</param>
/// <param name="Session">What was asked for: the root, or a branch with the turns it shares with its origin.</param>
/// <param name="Branches">Everything that grows from the root, oldest first.</param>
public sealed record SessionTree(SessionKey Root, RecordedSession Session, IReadOnlyList<BranchView> Branches);
