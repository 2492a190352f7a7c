namespace Reprise.Retention;

/// <summary>What a run of retention removed, or would.</summary>
public sealed record RetentionReport
{
    /// <summary>Nothing was removed; this is what a run would have.</summary>
    public required bool DryRun { get; init; }

    /// <summary>False when it stopped on the way; what is left goes with the next run.</summary>
    public required bool Complete { get; init; }
    public required IReadOnlyList<RetentionLine> Lines { get; init; }
}

/// <summary>What one rule removed from one project.</summary>
public sealed record RetentionLine
{
    public const string Days = "days";
    public const string BodyDays = "body_days";
    public const string MaxInteractions = "max_interactions";
    public const string MaxBytes = "max_bytes";

    public required string Project { get; init; }

    /// <summary><c>days</c>, <c>body_days</c>, <c>max_interactions</c> or <c>max_bytes</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Which kinds, in words: <c>all</c>, <c>tool</c>, <c>all but tool</c>.</summary>
    public required string Kinds { get; init; }

    /// <summary>The rule's value: days, interactions or bytes.</summary>
    public required long Limit { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }

    /// <summary>What is older goes; null for rules that count.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>How many went, or lost their bodies.</summary>
    public long Interactions { get; init; }

    /// <summary>Bytes of their bodies as recorded; 0 of <c>body_days</c>.</summary>
    public long Bytes { get; init; }

    /// <summary>How many stay only because they are held; 0 for rules that count.</summary>
    public long Held { get; init; }
}
