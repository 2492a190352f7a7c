namespace Reprise.Access;

/// <summary>A user signed in somewhere. The token is with the browser alone; kept is a hash of it.</summary>
public sealed record SignIn
{
    public const string SettingKind = "sign_in";

    /// <summary>SHA-256 of the token, in hexadecimal.</summary>
    public required string Hash { get; init; }
    public required string User { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>About when it was last used.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>From where, as the connection said.</summary>
    public string? Address { get; init; }

    /// <summary>The browser, as it named itself; shortened.</summary>
    public string? Agent { get; init; }

    /// <summary>Names it to people; tells nothing of the token.</summary>
    public string Id => Hash[..16];

    internal long Version { get; init; }
}
