using Reprise.Settings;

namespace Reprise.Access;

/// <summary>Makes and changes users. Passwords come hashed: how is for whoever checks them.</summary>
public sealed class Users(ISettingsStore settings, TimeProvider time)
{
    /// <summary>Makes a user; null when there is one of that name.</summary>
    public async Task<User?> CreateAsync(User user, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (!AccessNames.IsUser(user.Name)) throw new ArgumentException($"A user's name has {AccessNames.UserRule}.", nameof(user));
        var now = time.GetUtcNow();
        var made = user with { CreatedAt = now, ValidFrom = now };
        var entry = AccessDetails.Entry(time, "", actor, "user.create", user.Name, new AccessDetails { Administrator = user.IsAdministrator ? true : null, Way = user.External is null ? null : "provider" });
        return await settings.PutAsync(AccessJson.Write(made), 0, entry, cancellationToken).ConfigureAwait(false) is { } kept ? made with { Version = kept.Version } : null;
    }

    public async Task<User?> FindAsync(string name, CancellationToken cancellationToken) =>
        AccessNames.IsUser(name) && await settings.FindAsync("", User.SettingKind, name, cancellationToken).ConfigureAwait(false) is { } found ? AccessJson.ReadUser(found) : null;

    public async Task<IReadOnlyList<User>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await settings.ListAsync("", User.SettingKind, cancellationToken).ConfigureAwait(false)).Select(AccessJson.ReadUser).OfType<User>()];

    /// <summary>Changes a user as it is at that moment; null when there is none.</summary>
    /// <param name="name">Whom.</param>
    /// <param name="change">What becomes of it.</param>
    /// <param name="action">For the audit log; null for what is none of its business.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<User?> ChangeAsync(string name, Func<User, User> change, string? action, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } user)
        {
            var changed = change(user);
            var details = new AccessDetails
            {
                Administrator = changed.IsAdministrator == user.IsAdministrator ? null : changed.IsAdministrator, Disabled = changed.IsDisabled == user.IsDisabled ? null : changed.IsDisabled,
            };
            var entry = action is null ? null : AccessDetails.Entry(time, "", actor, action, name, details);
            if (await settings.PutAsync(AccessJson.Write(changed), user.Version, entry, cancellationToken).ConfigureAwait(false) is not null) return changed;
        }

        return null;
    }

    /// <summary>Sets a password. Sign-ins from before end.</summary>
    public Task<User?> SetPasswordAsync(string name, string hash, string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(hash);
        return ChangeAsync(name, user => user with { PasswordHash = hash, ValidFrom = time.GetUtcNow() }, "user.password", actor, cancellationToken);
    }

    /// <summary>Removes a user with its roles; false when there is none. A new user of the same name begins without any.</summary>
    public async Task<bool> RemoveAsync(string name, string actor, CancellationToken cancellationToken)
    {
        if (!AccessNames.IsUser(name)) return false;
        foreach (var member in await settings.ListAsync(null, Membership.SettingKind, cancellationToken).ConfigureAwait(false))
        {
            if (member.Key == name) await settings.RemoveAsync(member.Project, Membership.SettingKind, name, AccessDetails.Entry(time, member.Project, actor, "member.remove", name, null), cancellationToken).ConfigureAwait(false);
        }

        return await settings.RemoveAsync("", User.SettingKind, name, AccessDetails.Entry(time, "", actor, "user.remove", name, null), cancellationToken).ConfigureAwait(false);
    }
}
