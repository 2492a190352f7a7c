using System.Text.Json;
using Reprise.Evaluation;
using Reprise.Evaluation.Rules;

namespace Reprise.Server.Evaluation;

/// <summary>Which recorded interactions to score, and by what.</summary>
internal sealed record EvaluationRequestDocument
{
    /// <summary>Which interactions, in the filter language; everything when left out and no ids are given.</summary>
    public string? Filter { get; init; }

    /// <summary>These and no others, at most 1,000; instead of a filter.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>From this time on: ISO 8601, or a span such as `24h` for that long ago.</summary>
    public string? From { get; init; }

    /// <summary>Before this time.</summary>
    public string? To { get; init; }

    /// <summary>1 to 20: objects such as `{"type":"contains","value":"refund"}`, or the short form as text, `contains:refund`.</summary>
    public required IReadOnlyList<JsonElement> Evaluators { get; init; }

    /// <summary>Where the expected answers are: `corrections` for those that people corrected, `dataset:name` or `dataset:name@version`. Left out, nobody said.</summary>
    public string? ExpectedFrom { get; init; }

    /// <summary>Interactions of this request, newest first: 1 to 1,000, 100 when left out.</summary>
    public int? Limit { get; init; }

    /// <summary>Where an earlier request ended.</summary>
    public string? Cursor { get; init; }

    /// <summary>Puts nothing on record and asks no judge.</summary>
    public bool DryRun { get; init; }
}

/// <summary>The evaluators there are.</summary>
internal sealed record EvaluatorListDocument
{
    public required IReadOnlyList<EvaluatorDocument> Items { get; init; }
}

/// <summary>One type of evaluator.</summary>
internal sealed record EvaluatorDocument
{
    public required string Type { get; init; }
    public required string Summary { get; init; }

    /// <summary>The least score that passes when nobody says otherwise.</summary>
    public required double Passes { get; init; }

    /// <summary>The option behind the colon of the short form; left out when there is none.</summary>
    public string? ShortOption { get; init; }
    public required IReadOnlyList<EvaluatorOptionDocument> Options { get; init; }

    public static EvaluatorDocument Of(EvaluatorType type) => new()
    {
        Type = type.Name, Summary = type.Summary, Passes = type.Passes, ShortOption = type.ShortOption, Options = [.. type.Options.Append(EvaluatorType.Pass).Select(EvaluatorOptionDocument.Of)],
    };
}

/// <summary>What an evaluator can be told.</summary>
internal sealed record EvaluatorOptionDocument
{
    public required string Name { get; init; }

    /// <summary>What may be written.</summary>
    public required string Expected { get; init; }

    /// <summary>What it is when left out.</summary>
    public string? Standard { get; init; }
    public required string Summary { get; init; }

    public static EvaluatorOptionDocument Of(EvaluatorOption option) => new() { Name = option.Name, Expected = option.Expected, Standard = option.Standard, Summary = option.Summary };
}

/// <summary>Rules by name.</summary>
internal sealed record EvaluationRuleListDocument
{
    public required IReadOnlyList<EvaluationRuleDocument> Items { get; init; }
}

/// <summary>A rule by which a sample of live traffic is scored.</summary>
internal sealed record EvaluationRuleDocument
{
    public required string Name { get; init; }
    public required string Filter { get; init; }

    /// <summary>The share that is scored.</summary>
    public required double Sample { get; init; }
    public required IReadOnlyList<JsonElement> Evaluators { get; init; }

    /// <summary>Interactions a minute at most, on each server.</summary>
    public required int MaxPerMinute { get; init; }
    public required bool Enabled { get; init; }

    /// <summary>Why it does nothing, although it is enabled; left out when it works.</summary>
    public string? Mistake { get; init; }

    public static EvaluationRuleDocument Of(EvaluationRule rule) => new()
    {
        Name = rule.Name, Filter = rule.Values.Filter ?? "", Sample = rule.Values.Sample ?? 1, Evaluators = rule.Values.Evaluators ?? [],
        MaxPerMinute = rule.Values.MaxPerMinute ?? EvaluationRuleValues.StandardPerMinute, Enabled = rule.Values.Enabled != false, Mistake = rule.Mistake,
    };
}
