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

    /// <summary>Writes one.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="branch">As it is now.</param>
    /// <param name="actor">Who began it; null for a step of its own, which goes on no log.</param>
    /// <param name="action">What they did.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SaveAsync(string project, Branch branch, string? actor, string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var setting = new Setting { Project = project, Kind = Branch.SettingKind, Key = branch.BranchId, Value = JsonSerializer.Serialize(branch, BranchJson.Default.Branch) };
        await settings.PutAsync(setting, expectedVersion: null, actor is null ? null : Audit(project, branch.BranchId, actor, action), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets one; its calls stay on record. False when there is none.</summary>
    public Task<bool> RemoveAsync(string project, string branchId, string actor, CancellationToken cancellationToken) =>
        settings.RemoveAsync(project, Branch.SettingKind, branchId, Audit(project, branchId, actor, "replay.branch.remove"), cancellationToken);

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
            return branch is { State: BranchState.Running } && time.GetUtcNow() - (branch.SeenAt ?? branch.CreatedAt) > Patience ? branch with { State = BranchState.Interrupted } : branch;
        }
        catch (JsonException)
        {
            // Written by a later version: it is left alone and not shown.
            return null;
        }
    }
}
