using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Access;

/// <summary>Gives users roles in projects, and keeps what is said of projects.</summary>
public sealed class Members(ISettingsStore settings, TimeProvider time)
{
    public async Task<IReadOnlyList<Membership>> ListAsync(string project, CancellationToken cancellationToken) =>
        [.. (await settings.ListAsync(project, Membership.SettingKind, cancellationToken).ConfigureAwait(false)).Select(AccessJson.ReadMember).OfType<Membership>()];

    /// <summary>Gives a user that role in a project, in the place of the one it had.</summary>
    public async Task<Membership> SetAsync(string project, string user, Role role, string actor, CancellationToken cancellationToken)
    {
        if (!Projects.IsValid(project) || !AccessNames.IsUser(user) || role == Role.None) throw new ArgumentException("A membership needs a project, a user and a role.", nameof(user));
        var member = new Membership { Project = project, User = user, Role = role, By = actor, At = time.GetUtcNow() };
        var entry = AccessDetails.Entry(time, project, actor, "member.set", user, new AccessDetails { Role = AccessWords.Of(role) });
        await settings.PutAsync(AccessJson.Write(member), null, entry, cancellationToken).ConfigureAwait(false);
        return member;
    }

    /// <summary>Takes a user's role away; false when it had none there.</summary>
    public Task<bool> RemoveAsync(string project, string user, string actor, CancellationToken cancellationToken) =>
        AccessNames.IsUser(user)
            ? settings.RemoveAsync(project, Membership.SettingKind, user, AccessDetails.Entry(time, project, actor, "member.remove", user, null), cancellationToken)
            : Task.FromResult(false);

    /// <summary>Sets a project up, or says something else of it.</summary>
    public async Task<ProjectEntry> DescribeAsync(string project, string? description, string actor, CancellationToken cancellationToken)
    {
        if (!Projects.IsValid(project)) throw new ArgumentException($"'{project}' is no name of a project.", nameof(project));
        var entry = new ProjectEntry { Name = project, Description = description, By = actor, At = time.GetUtcNow() };
        await settings.PutAsync(AccessJson.Write(entry), null, AccessDetails.Entry(time, project, actor, "project.set", project, null), cancellationToken).ConfigureAwait(false);
        return entry;
    }

    /// <summary>Forgets what was said of a project, its members and its keys; what is on record in it stays, and retention or erasure removes it.</summary>
    public async Task<bool> ForgetAsync(string project, string actor, CancellationToken cancellationToken)
    {
        var isThere = await settings.RemoveAsync(project, ProjectEntry.SettingKind, ProjectEntry.SettingKind, AccessDetails.Entry(time, project, actor, "project.remove", project, null), cancellationToken).ConfigureAwait(false);
        foreach (var member in await ListAsync(project, cancellationToken).ConfigureAwait(false)) isThere |= await RemoveAsync(project, member.User, actor, cancellationToken).ConfigureAwait(false);
        return isThere;
    }
}
