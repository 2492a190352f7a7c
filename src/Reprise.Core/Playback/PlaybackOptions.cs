using Reprise.Playback.Matching;

namespace Reprise.Playback;

/// <summary>How requests find their recordings.</summary>
public sealed record PlaybackOptions
{
    public MatchBy Match { get; init; } = MatchBy.Normalised;

    /// <summary>What does not count, beside what the tape's header says.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>What happens when a request comes more often than it was recorded.</summary>
    public AfterLast AfterLast { get; init; } = AfterLast.Repeat;

    /// <summary>Applied to requests before they are compared by what counts in them; null to do what the tape's header says.</summary>
    public ITapeRedaction? Redaction { get; init; }

    /// <summary>The rules of a tape with those added here.</summary>
    /// <exception cref="FormatException">One of them is no rule.</exception>
    public MatchRules RulesFor(TapeHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return MatchRules.Read((header.Ignore ?? MatchRules.Default).Concat(Ignore));
    }
}

public enum MatchBy
{
    /// <summary>The same bytes, or what counts is the same.</summary>
    Normalised,

    /// <summary>The same bytes alone.</summary>
    Exact,

    /// <summary>The n-th request of a lane must be the n-th of its recording.</summary>
    Ordered,
}

public enum AfterLast
{
    /// <summary>The last recorded answer is given again.</summary>
    Repeat,

    /// <summary>It is a miss.</summary>
    Fail,
}
