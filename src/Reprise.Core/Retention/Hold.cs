using Reprise.Store;

namespace Reprise.Retention;

/// <summary>Interactions that must not go, whatever a policy or a person says, until the hold is lifted.</summary>
public sealed record Hold
{
    public const string SettingKind = "hold";
    public const int NameLength = 64;

    /// <summary>1 to 64 of a–z, A–Z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>; one of its name a project.</summary>
    public required string Name { get; init; }
    public required string Project { get; init; }

    /// <summary>Which interactions, in the filter language, with times written out. Asked again at each removal, so what comes later is held too.</summary>
    public required string Filter { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }

    public static bool IsValidName(string? name) =>
        name is { Length: > 0 and <= NameLength } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>What it selects. One that cannot be read holds everything: it was meant to hold something.</summary>
    internal Filter Selection => FilterParser.Parse(Filter, At).Filter ?? Store.Filter.All;
}

/// <summary>A hold as its setting keeps it.</summary>
internal sealed record HoldValue(string Filter, string Reason, string By, DateTimeOffset At);
