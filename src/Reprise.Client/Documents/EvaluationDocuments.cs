using System.Text.Json;

namespace Reprise.Client.Documents;

/// <summary>Which recorded interactions to score, and by what.</summary>
public sealed record EvaluationRequest
{
    /// <summary>In the filter language; null for everything.</summary>
    public string? Filter { get; init; }

    /// <summary>These and no others, at most 1,000; null when the filter says which.</summary>
    public IReadOnlyList<string>? Ids { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>1 to 20, each an object or its short form as text.</summary>
    public required IReadOnlyList<JsonElement> Evaluators { get; init; }

    /// <summary><c>corrections</c>, <c>dataset:name</c> or <c>dataset:name@version</c>; null when nobody says what answers should be.</summary>
    public string? ExpectedFrom { get; init; }

    /// <summary>Interactions of one request, 1 to 1,000.</summary>
    public int? Limit { get; init; }

    /// <summary>Where an earlier request ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>Puts nothing on record and asks no judge.</summary>
    public bool DryRun { get; init; }
}

public sealed record EvaluatorListDocument(IReadOnlyList<EvaluatorDocument> Items);

/// <summary>One type of evaluator.</summary>
public sealed record EvaluatorDocument
{
    public required string Type { get; init; }
    public required string Summary { get; init; }

    /// <summary>The least score that passes when nobody says otherwise.</summary>
    public double Passes { get; init; }

    /// <summary>The option behind the colon of the short form; null when there is none.</summary>
    public string? ShortOption { get; init; }
    public IReadOnlyList<EvaluatorOptionDocument> Options { get; init; } = [];
}

/// <summary>What an evaluator can be told.</summary>
public sealed record EvaluatorOptionDocument
{
    public required string Name { get; init; }

    /// <summary>What may be written.</summary>
    public required string Expected { get; init; }

    /// <summary>What it is when left out; null when nothing stands for it.</summary>
    public string? Standard { get; init; }
    public required string Summary { get; init; }
}

public sealed record EvaluationRuleList(IReadOnlyList<EvaluationRuleView> Items);

/// <summary>A rule by which a sample of live traffic is scored.</summary>
public sealed record EvaluationRuleView
{
    public required string Name { get; init; }
    public required string Filter { get; init; }

    /// <summary>The share that is scored.</summary>
    public double Sample { get; init; }
    public IReadOnlyList<JsonElement> Evaluators { get; init; } = [];

    /// <summary>Interactions a minute at most, on each server.</summary>
    public int MaxPerMinute { get; init; }
    public bool Enabled { get; init; }

    /// <summary>Why it does nothing, although it is enabled; null when it works.</summary>
    public string? Mistake { get; init; }
}
