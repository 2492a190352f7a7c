namespace Reprise.Access;

/// <summary>Somebody who can sign in.</summary>
public sealed record User
{
    public const string SettingKind = "user";

    /// <summary>Who it is, everywhere; see <see cref="AccessNames.IsUser"/>.</summary>
    public required string Name { get; init; }

    /// <summary>For people; null when there is none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What the password is checked against; null for who signs in elsewhere only.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Who vouches for this user, with the user's name there as <c>provider subject</c>; null for users with a password.</summary>
    public string? External { get; init; }

    public bool IsAdministrator { get; init; }
    public bool IsDisabled { get; init; }

    /// <summary>Roles that the one who vouches gave at the last sign-in, beside those of <see cref="Members"/>.</summary>
    public IReadOnlyDictionary<string, Role> Granted { get; init; } = new Dictionary<string, Role>();
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Sign-ins from before this time have ended.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>Of the setting it was read from; what it was when somebody changes it.</summary>
    internal long Version { get; init; }
}
