using Reprise.Playback.Matching;

namespace Reprise.Playback;

/// <summary>The first line of a tape.</summary>
public sealed record TapeHeader
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;
    public DateTimeOffset? Created { get; init; }

    /// <summary>Where the entries come from, in words: <c>session:checkout-test</c>, or <c>recorded</c>.</summary>
    public string? Source { get; init; }

    /// <summary>What does not count when requests are compared; see <see cref="MatchRules"/>. Null for <see cref="MatchRules.Default"/>.</summary>
    public IReadOnlyList<string>? Ignore { get; init; }

    /// <summary>What was redacted, by the names of its rules. The same is done to a request before it is compared.</summary>
    public IReadOnlyList<string> Redaction { get; init; } = [];
}
