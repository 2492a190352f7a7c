using System.Text.Json;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Replay.Sessions;

/// <summary>The branches of all sessions. Kept in the settings store, so that every server on one database has the same.</summary>
public sealed class Branches(ISettingsStore settings, TimeProvider time)
{
    /// <summary>A server that has not said for so long that it is at work has ended.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>One branch, or null.</summary>
    public async Task<Branch?> FindAsync(string project, string branchId, CancellationToken cancellationToken)
    {
        if (!InteractionId.TryParse(branchId, out _)) return null;
        return await settings.FindAsync(project, Branch.SettingKind, branchId, cancellationToken).ConfigureAwait(false) is { } setting ? Read(setting) : null;
    }

    /// <summary>All branches of the tree that grows from a session or trace, oldest first.</summary>
    public async Task<IReadOnlyList<Branch>> ListAsync(string project, SessionKey root, CancellationToken cancellationToken)
    {
        var all = await settings.ListAsync(project, Branch.SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. all.Select(Read).OfType<Branch>().Where(branch => branch.Root == root).OrderBy(static branch => branch.CreatedAt).ThenBy(static branch => branch.BranchId, StringComparer.Ordinal)];
    }

    /// <summary>All branches of all projects.</summary>
    internal async Task<IReadOnlyList<(string Project, Branch Branch)>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await settings.ListAsync(project: null, Branch.SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. all.Select(setting => (setting.Project, Branch: Read(setting)!)).Where(static found => found.Branch is not null)];
    }

    /// <summary>Forgets one whose session is gone.</summary>
    internal Task<bool> PruneAsync(string project, Branch branch, CancellationToken cancellationToken) =>
        settings.RemoveAsync(project, Branch.SettingKind, branch.BranchId, Audit(project, branch.BranchId, "retention", "replay.branch.remove"), cancellationToken);

    /// <summary>Writes one, when nobody has since it was read: of several who take up a branch one gets it. Null when somebody has, or it was removed.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="branch">As it is now, with the version it was read with; 0 for a new one.</param>
    /// <param name="actor">Who began it; null for a step of its own, which goes on no log.</param>
    /// <param name="action">What they did.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Branch?> SaveAsync(string project, Branch branch, string? actor, string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var setting = new Setting { Project = project, Kind = Branch.SettingKind, Key = branch.BranchId, Value = JsonSerializer.Serialize(branch, BranchJson.Default.Branch) };
        var written = await settings.PutAsync(setting, branch.Version, actor is null ? null : Audit(project, branch.BranchId, actor, action), cancellationToken).ConfigureAwait(false);
        return written is null ? null : branch with { Version = written.Version };
    }

    /// <summary>Asks the server that is at work on a branch to interrupt it.</summary>
    public async Task AskToStopAsync(string project, string branchId, CancellationToken cancellationToken)
    {
        while (await FindAsync(project, branchId, cancellationToken).ConfigureAwait(false) is { State: BranchState.Running, StopAsked: false } branch)
        {
            if (await SaveAsync(project, branch with { StopAsked = true }, actor: null, "", cancellationToken).ConfigureAwait(false) is not null) return;
        }
    }

    /// <summary>Forgets one; its calls stay on record. False when there is none.</summary>
    /// <exception cref="ReplayException">Other branches grow from it.</exception>
    public async Task<bool> RemoveAsync(string project, Branch branch, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var forks = (await ListAsync(project, branch.Root, cancellationToken).ConfigureAwait(false)).Where(other => other.ParentBranch == branch.BranchId).Select(static fork => fork.BranchId).ToList();
        if (forks.Count > 0)
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, $"Branch {branch.BranchId} has {forks.Count} {(forks.Count == 1 ? "fork" : "forks")}, which could not be read without it.",
                $"Remove {(forks.Count == 1 ? "it" : "them")} first: {string.Join(", ", forks.Take(10))}.");
        }

        return await settings.RemoveAsync(project, Branch.SettingKind, branch.BranchId, Audit(project, branch.BranchId, actor, "replay.branch.remove"), cancellationToken).ConfigureAwait(false);
    }

    private AuditEntry Audit(string project, string branchId, string actor, string action) => new()
    {
        Id = InteractionId.New(time),
        Timestamp = time.GetUtcNow(),
        Project = project,
        Actor = actor,
        Action = action,
        Subject = branchId,
    };

    /// <summary>The branch with its state as of now: a server that fell silent has interrupted it.</summary>
    private Branch? Read(Setting setting)
    {
        try
        {
            var branch = JsonSerializer.Deserialize(setting.Value, BranchJson.Default.Branch);
            if (branch is not null) branch = branch with { Version = setting.Version };
            return branch is { State: BranchState.Running } && time.GetUtcNow() - (branch.SeenAt ?? branch.CreatedAt) > Patience ? branch with { State = BranchState.Interrupted } : branch;
        }
        catch (JsonException)
        {
            // Written by a later version: it is left alone and not shown.
            return null;
        }
    }
}
