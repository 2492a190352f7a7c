using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Access;

/// <summary>Makes and revokes keys.</summary>
public sealed class ApiKeys(ISettingsStore settings, TimeProvider time)
{
    /// <summary>A key's use is written down at most so often.</summary>
    public static readonly TimeSpan UseStep = TimeSpan.FromHours(1);

    /// <summary>Makes a key. Its text is given out here and nowhere else.</summary>
    /// <param name="wanted">Its name, project, role and end; id, hash and times are set here.</param>
    /// <param name="actor">Who makes it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(ApiKey Key, KeyText Text)> CreateAsync(ApiKey wanted, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!AccessNames.IsKey(wanted.Name)) throw new ArgumentException($"A key's name has {AccessNames.KeyRule}.", nameof(wanted));
        if (wanted.IsAdministrator ? wanted.Project.Length > 0 : !Projects.IsValid(wanted.Project)) throw new ArgumentException("A key is for one project, or for an administrator.", nameof(wanted));
        while (true)
        {
            var text = KeyText.New();
            var key = wanted with { Id = text.Id, SecretHash = text.Hash(), CreatedBy = actor, CreatedAt = time.GetUtcNow(), RevokedAt = null, LastUsedAt = null };
            var details = new AccessDetails
            {
                Name = key.Name, Role = key.Role == Role.None ? null : AccessWords.Of(key.Role), Permissions = key.Permissions.Count == 0 ? null : [.. key.Permissions.Select(AccessWords.Of)],
                Administrator = key.IsAdministrator ? true : null, ExpiresAt = key.ExpiresAt,
            };
            if (await settings.PutAsync(AccessJson.Write(key), 0, AccessDetails.Entry(time, key.Project, actor, "key.create", key.Id, details), cancellationToken).ConfigureAwait(false) is not null) return (key, text);
        }
    }

    /// <summary>The keys of a project, those that open nothing any more too; of administrators when it is empty.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string project, CancellationToken cancellationToken) =>
        [.. (await settings.ListAsync(project, ApiKey.SettingKind, cancellationToken).ConfigureAwait(false)).Select(AccessJson.ReadKey).OfType<ApiKey>()];

    /// <summary>Ends a key for good; null when the project has none of that id.</summary>
    public async Task<ApiKey?> RevokeAsync(string project, string id, string actor, CancellationToken cancellationToken)
    {
        while (await FindAsync(project, id, cancellationToken).ConfigureAwait(false) is { } key)
        {
            if (key.RevokedAt is not null) return key;
            var revoked = key with { RevokedAt = time.GetUtcNow() };
            var entry = AccessDetails.Entry(time, project, actor, "key.revoke", id, new AccessDetails { Name = key.Name });
            if (await settings.PutAsync(AccessJson.Write(revoked), key.Version, entry, cancellationToken).ConfigureAwait(false) is not null) return revoked;
        }

        return null;
    }

    /// <summary>Notes that keys were used. One that somebody changes at the same moment is left for the next time.</summary>
    public async Task NoteUseAsync(IReadOnlyCollection<(ApiKey Key, DateTimeOffset At)> used, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(used);
        foreach (var (key, at) in used)
        {
            if (await FindAsync(key.Project, key.Id, cancellationToken).ConfigureAwait(false) is not { } found || found.LastUsedAt is { } last && at - last < UseStep) continue;
            await settings.PutAsync(AccessJson.Write(found with { LastUsedAt = at }), found.Version, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ApiKey?> FindAsync(string project, string id, CancellationToken cancellationToken) =>
        SettingRules.IsValidKey(id) && await settings.FindAsync(project, ApiKey.SettingKind, id, cancellationToken).ConfigureAwait(false) is { } found ? AccessJson.ReadKey(found) : null;
}
