using Reprise.Access;

namespace Reprise.Client.Documents;

/// <summary>Who asks.</summary>
public sealed record MeDocument
{
    /// <summary>As the audit log names it: <c>local</c>, <c>user:ann</c>, <c>key:ci</c>.</summary>
    public required string Actor { get; init; }
    public string? User { get; init; }
    public bool Administrator { get; init; }
    public IReadOnlyList<ProjectRoleDocument> Projects { get; init; } = [];
}

/// <summary>A role in a project.</summary>
public sealed record ProjectRoleDocument(string Project, string Role);

/// <summary>A user.</summary>
public sealed record UserDocument
{
    public required string Name { get; init; }
    public string? DisplayName { get; init; }
    public bool Administrator { get; init; }
    public bool Disabled { get; init; }
    public bool HasPassword { get; init; }

    /// <summary>Who vouches for it, and its name there.</summary>
    public string? External { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public IReadOnlyList<ProjectRoleDocument> Projects { get; init; } = [];
}

public sealed record UserList(IReadOnlyList<UserDocument> Items);

/// <summary>A user to be made.</summary>
public sealed record NewUser(string Name, string Password, bool Administrator = false, string? DisplayName = null);

/// <summary>What is to become of a user; what is null stays.</summary>
public sealed record UserChange
{
    public string? DisplayName { get; init; }
    public bool? Administrator { get; init; }
    public bool? Disabled { get; init; }
    public string? Password { get; init; }
}

/// <summary>A key, without its secret.</summary>
public sealed record KeyDocument
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Null for a key of an administrator.</summary>
    public string? Project { get; init; }
    public string? Role { get; init; }
    public IReadOnlyList<string>? Permissions { get; init; }
    public bool Administrator { get; init; }

    /// <summary><c>valid</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }
    public string CreatedBy { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What it may do at the gateway; null for no limits.</summary>
    public KeyLimits? Limits { get; init; }
}

public sealed record KeyList(IReadOnlyList<KeyDocument> Items);

/// <summary>A key to be made.</summary>
public sealed record NewKey
{
    public required string Name { get; init; }

    /// <summary><c>recorder</c> when neither role nor permissions are given.</summary>
    public string? Role { get; init; }
    public IReadOnlyList<string>? Permissions { get; init; }
    public bool Administrator { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it may do at the gateway, for keys that record, read or review.</summary>
    public KeyLimits? Limits { get; init; }
}

/// <param name="Details">What it is.</param>
/// <param name="Key">The key itself, told once.</param>
public sealed record MadeKey(KeyDocument Details, string Key);

/// <summary>What a user is in a project.</summary>
public sealed record MemberDocument
{
    public required string User { get; init; }
    public required string Role { get; init; }
    public string? By { get; init; }
    public DateTimeOffset? At { get; init; }
}

public sealed record MemberList(IReadOnlyList<MemberDocument> Items);

public sealed record MemberRole(string Role);

public sealed record ProjectSetting(string? Description);
