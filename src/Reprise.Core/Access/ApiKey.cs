namespace Reprise.Access;

/// <summary>What a program shows to be let in. Only a hash of its secret is kept.</summary>
public sealed record ApiKey
{
    public const string SettingKind = "api_key";

    public required string Id { get; init; }

    /// <summary>For people, and for the audit log.</summary>
    public required string Name { get; init; }

    /// <summary>The one project it is for; empty for a key of an administrator, which is for all.</summary>
    public required string Project { get; init; }

    /// <summary>What it is there.</summary>
    public Role Role { get; init; }

    /// <summary>What alone it may do, when it was given less than a role; empty for all that the role may.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];
    public bool IsAdministrator { get; init; }

    /// <summary>What it may do at the gateway; null for no limits.</summary>
    public KeyLimits? Limits { get; init; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public required string SecretHash { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>About when it was last used, to the hour.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    internal long Version { get; init; }

    public bool IsValid(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
