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
        if (MistakeOf(wanted) is { } mistake) throw new ArgumentException(mistake, nameof(wanted));
        while (true)
        {
            var text = KeyText.New();
            var key = wanted with { Id = text.Id, SecretHash = text.Hash(), CreatedBy = actor, CreatedAt = time.GetUtcNow(), RevokedAt = null, LastUsedAt = null };
            var details = new AccessDetails
            {
                Name = key.Name, Role = key.Role == Role.None ? null : AccessWords.Of(key.Role), Permissions = key.Permissions.Count == 0 ? null : [.. key.Permissions.Select(AccessWords.Of)],
                Administrator = key.IsAdministrator ? true : null, ExpiresAt = key.ExpiresAt, Limits = key.Limits,
            };
            if (await settings.PutAsync(AccessJson.Write(key), 0, AccessDetails.Entry(time, key.Project, actor, "key.create", key.Id, details), cancellationToken).ConfigureAwait(false) is not null) return (key, text);
        }
    }

    /// <summary>The keys of a project, those that open nothing any more too; of administrators when it is empty.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string project, CancellationToken cancellationToken) =>
        [.. (await settings.ListAsync(project, ApiKey.SettingKind, cancellationToken).ConfigureAwait(false)).Select(AccessJson.ReadKey).OfType<ApiKey>()];

    /// <summary>Why a key cannot be so, in words; null when it can. Whoever may have calls made otherwise than by the gateway could spend past what the key may.</summary>
    public static string? MistakeOf(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Limits is not { } limits) return null;
        if (limits.Mistakes().FirstOrDefault() is { Name: { } name, Mistake: var mistake }) return $"The limits cannot be used: {name} {mistake}.";
        var mayMore = key.IsAdministrator || key.Role is Role.Analyst or Role.Owner || key.Permissions.Any(static permission => permission is not (Permission.Record or Permission.Read or Permission.Review));
        return mayMore ? "Limits are for keys that record, read or review: one that may do more could have calls made that they do not reach." : null;
    }

    /// <summary>Gives a key other limits, from the next call on; null when the project has none of that id.</summary>
    public async Task<ApiKey?> LimitAsync(string project, string id, KeyLimits? limits, string actor, CancellationToken cancellationToken)
    {
        while (await FindAsync(project, id, cancellationToken).ConfigureAwait(false) is { } key)
        {
            var limited = key with { Limits = limits is { SayNothing: false } ? limits : null };
            if (MistakeOf(limited) is { } mistake) throw new ArgumentException(mistake, nameof(limits));
            var entry = AccessDetails.Entry(time, project, actor, "key.limit", id, new AccessDetails { Name = key.Name, Limits = limited.Limits });
            if (await settings.PutAsync(AccessJson.Write(limited), key.Version, entry, cancellationToken).ConfigureAwait(false) is not null) return limited;
        }

        return null;
    }

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

    /// <summary>One key; null when the project has none of that id.</summary>
    public async Task<ApiKey?> FindAsync(string project, string id, CancellationToken cancellationToken) =>
        SettingRules.IsValidKey(id) && await settings.FindAsync(project, ApiKey.SettingKind, id, cancellationToken).ConfigureAwait(false) is { } found ? AccessJson.ReadKey(found) : null;
}
