namespace Reprise.Access;

/// <summary>A project that somebody has set up. Recording needs none of it: a project is there as soon as something is on record in it.</summary>
public sealed record ProjectEntry
{
    public const string SettingKind = "project";

    public required string Name { get; init; }
    public string? Description { get; init; }
    public string By { get; init; } = "";
    public DateTimeOffset At { get; init; }
}
