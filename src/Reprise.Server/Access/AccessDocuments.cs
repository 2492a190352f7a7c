using Reprise.Access;

namespace Reprise.Server.Access;

/// <summary>A name and a password.</summary>
internal sealed record SignInDocument
{
    public required string User { get; init; }
    public required string Password { get; init; }
}

/// <summary>The ways to sign in.</summary>
internal sealed record SignInWaysDocument
{
    /// <summary>Whether this server asks those who come from here to sign in at all.</summary>
    public required bool Required { get; init; }

    /// <summary>Whether somebody could sign in with a password.</summary>
    public required bool Password { get; init; }

    /// <summary>Others who vouch for people.</summary>
    public required IReadOnlyList<SignInProviderDocument> Providers { get; init; }
}

/// <summary>Somebody who vouches for people.</summary>
internal sealed record SignInProviderDocument
{
    public required string Name { get; init; }

    /// <summary>For a button.</summary>
    public required string Title { get; init; }

    /// <summary>Where the browser goes; `?return=/path` says where it comes back to.</summary>
    public required string Url { get; init; }
}

/// <summary>Who asks.</summary>
internal sealed record MeDocument
{
    /// <summary>As the audit log names it: `local`, `user:ann`, `key:ci`.</summary>
    public required string Actor { get; init; }

    /// <summary>The user's name; left out for whoever sits at the machine, and for keys.</summary>
    public string? User { get; init; }
    public string? DisplayName { get; init; }
    public required bool Administrator { get; init; }

    /// <summary>Whether there is a password to change.</summary>
    public required bool HasPassword { get; init; }

    /// <summary>The roles it has; administrators may do everything in every project.</summary>
    public required IReadOnlyList<ProjectRoleDocument> Projects { get; init; }

    /// <summary>When it signed in.</summary>
    public DateTimeOffset? SignedInAt { get; init; }
}

/// <summary>A role in a project.</summary>
internal sealed record ProjectRoleDocument
{
    public required string Project { get; init; }

    /// <summary>`recorder`, `reviewer`, `analyst` or `owner`.</summary>
    public required string Role { get; init; }

    public static IReadOnlyList<ProjectRoleDocument> Of(IReadOnlyDictionary<string, Role> roles) =>
        [.. roles.Where(static role => role.Value != default).OrderBy(static role => role.Key, StringComparer.Ordinal).Select(static role => new ProjectRoleDocument { Project = role.Key, Role = AccessWords.Of(role.Value) })];
}

/// <summary>A change of one's own password.</summary>
internal sealed record PasswordChangeDocument
{
    public required string Current { get; init; }
    public required string New { get; init; }
}

/// <summary>Where a user is signed in.</summary>
internal sealed record ActiveSignInDocument
{
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>About when it was last used.</summary>
    public required DateTimeOffset SeenAt { get; init; }
    public string? Address { get; init; }
    public string? Agent { get; init; }

    /// <summary>Whether it is the one that asks.</summary>
    public required bool Current { get; init; }

    public static ActiveSignInDocument Of(SignIn signIn, SignIn? current) => new()
    {
        Id = signIn.Id, At = signIn.At, SeenAt = signIn.SeenAt, Address = signIn.Address, Agent = signIn.Agent, Current = signIn.Hash == current?.Hash,
    };
}

internal sealed record ActiveSignInListDocument
{
    public required IReadOnlyList<ActiveSignInDocument> Items { get; init; }
}

/// <summary>A user.</summary>
internal sealed record UserDocument
{
    public required string Name { get; init; }
    public string? DisplayName { get; init; }
    public required bool Administrator { get; init; }
    public required bool Disabled { get; init; }
    public required bool HasPassword { get; init; }

    /// <summary>Who vouches for it, and its name there.</summary>
    public string? External { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required IReadOnlyList<ProjectRoleDocument> Projects { get; init; }

    public static UserDocument Of(User user, AccessList list) => new()
    {
        Name = user.Name, DisplayName = user.DisplayName, Administrator = user.IsAdministrator, Disabled = user.IsDisabled, HasPassword = user.PasswordHash is not null, External = user.External,
        CreatedAt = user.CreatedAt, Projects = ProjectRoleDocument.Of(list.RolesOf(user)),
    };
}

internal sealed record UserListDocument
{
    public required IReadOnlyList<UserDocument> Items { get; init; }
}

/// <summary>A user to be made.</summary>
internal sealed record NewUserDocument
{
    public required string Name { get; init; }

    /// <summary>12 characters or more.</summary>
    public required string Password { get; init; }
    public string? DisplayName { get; init; }
    public bool Administrator { get; init; }
}

/// <summary>What is to become of a user; what is left out stays.</summary>
internal sealed record UserChangeDocument
{
    public string? DisplayName { get; init; }
    public bool? Administrator { get; init; }
    public bool? Disabled { get; init; }

    /// <summary>A new password; sign-ins from before end.</summary>
    public string? Password { get; init; }
}

/// <summary>A key, without its secret.</summary>
internal record KeyDocument
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Left out for a key of an administrator, which is for all projects.</summary>
    public string? Project { get; init; }
    public string? Role { get; init; }

    /// <summary>What alone it may do; left out for all that its role may.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }
    public required bool Administrator { get; init; }

    /// <summary>`valid`, `expired` or `revoked`.</summary>
    public required string State { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>About when it was last used, to the hour.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What it may do at the gateway; left out where it has no limits.</summary>
    public KeyLimits? Limits { get; init; }

    public static KeyDocument Of(ApiKey key, DateTimeOffset now) => new()
    {
        Id = key.Id, Name = key.Name, Project = key.Project.Length == 0 ? null : key.Project, Role = key.Role == Reprise.Access.Role.None ? null : AccessWords.Of(key.Role),
        Permissions = key.Permissions.Count == 0 ? null : [.. key.Permissions.Select(AccessWords.Of)], Administrator = key.IsAdministrator,
        State = key.RevokedAt is not null ? "revoked" : key.IsValid(now) ? "valid" : "expired",
        CreatedBy = key.CreatedBy, CreatedAt = key.CreatedAt, ExpiresAt = key.ExpiresAt, RevokedAt = key.RevokedAt, LastUsedAt = key.LastUsedAt, Limits = key.Limits,
    };
}

internal sealed record KeyListDocument
{
    public required IReadOnlyList<KeyDocument> Items { get; init; }
}

/// <summary>A key to be made.</summary>
internal sealed record NewKeyDocument
{
    public required string Name { get; init; }

    /// <summary>`recorder` when neither role nor permissions are given.</summary>
    public string? Role { get; init; }

    /// <summary>Single permissions instead of a role: `record`, `read`, `review`, `analyse`, `own`.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>A key of an administrator, for all projects; only administrators make one.</summary>
    public bool Administrator { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it may do at the gateway, for keys that record, read or review.</summary>
    public KeyLimits? Limits { get; init; }
}

/// <summary>A key that was just made.</summary>
internal sealed record MadeKeyDocument
{
    public required KeyDocument Details { get; init; }

    /// <summary>The key itself. It is told now and never again.</summary>
    public required string Key { get; init; }
}

/// <summary>What a user is in a project.</summary>
internal sealed record MemberDocument
{
    public required string User { get; init; }

    /// <summary>`recorder`, `reviewer`, `analyst` or `owner`.</summary>
    public required string Role { get; init; }

    /// <summary>Who gave it; left out where the one who vouches for the user says so.</summary>
    public string? By { get; init; }
    public DateTimeOffset? At { get; init; }

    public static MemberDocument Of(Membership member) => new() { User = member.User, Role = AccessWords.Of(member.Role), By = member.By, At = member.At };
}

internal sealed record MemberListDocument
{
    public required IReadOnlyList<MemberDocument> Items { get; init; }
}

/// <summary>A role to be given.</summary>
internal sealed record MemberRoleDocument
{
    public required string Role { get; init; }
}

/// <summary>What is said of a project.</summary>
internal sealed record ProjectSettingDocument
{
    public string? Description { get; init; }
}
