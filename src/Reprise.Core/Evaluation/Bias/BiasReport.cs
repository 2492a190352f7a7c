namespace Reprise.Evaluation.Bias;

/// <summary>How answers differ between groups of requests. It counts words and refusals; whether a difference is unfair is for people to say, who see the answers.</summary>
public sealed record BiasReport
{
    /// <summary>By what requests were put into groups: a field of the record, or <c>terms</c>.</summary>
    public required string GroupedBy { get; init; }

    /// <summary>Answers that were read.</summary>
    public required long Answers { get; init; }

    /// <summary>Answers whose request is of no group.</summary>
    public required long WithoutGroup { get; init; }

    /// <summary>False when there were more answers than one report reads; the newest were read.</summary>
    public required bool Complete { get; init; }
    public required IReadOnlyList<BiasGroup> Groups { get; init; }

    /// <summary>What to mind when reading it.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>The answers to the requests of one group.</summary>
public sealed record BiasGroup
{
    public required string Name { get; init; }
    public required long Answers { get; init; }

    /// <summary>Shares of the group's answers: <c>refusals</c>, <c>positive_words</c>, <c>negative_words</c>, <c>group_words</c>, <c>chosen_words</c>.</summary>
    public required IReadOnlyList<BiasRate> Rates { get; init; }
    public required BiasLength Length { get; init; }
}

/// <summary>In how many answers of a group something stands, compared with all other groups together.</summary>
public sealed record BiasRate
{
    public required string Measure { get; init; }
    public required long Count { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Rate { get; init; }

    /// <summary>Between which rates the true one lies with 95 % confidence (Wilson's interval).</summary>
    public required double Lower { get; init; }
    public required double Upper { get; init; }

    /// <summary>The rate in all other groups together; null where there are none.</summary>
    public double? Others { get; init; }

    /// <summary>Whether the difference is larger than chance explains, at 5 % for the whole report; null where there are too few answers to tell.</summary>
    public bool? Significant { get; init; }
}

/// <summary>How long a group's answers are, in characters.</summary>
public sealed record BiasLength
{
    public required double Mean { get; init; }

    /// <summary>Between which means the true one lies with 95 % confidence; null with fewer than two answers.</summary>
    public double? Lower { get; init; }
    public double? Upper { get; init; }
    public double? Others { get; init; }
    public bool? Significant { get; init; }
}
