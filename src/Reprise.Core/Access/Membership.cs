namespace Reprise.Access;

/// <summary>What a user is in a project, as somebody decided it.</summary>
public sealed record Membership
{
    public const string SettingKind = "member";

    public required string Project { get; init; }
    public required string User { get; init; }
    public required Role Role { get; init; }
    public string By { get; init; } = "";
    public DateTimeOffset At { get; init; }
}
