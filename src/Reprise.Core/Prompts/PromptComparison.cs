using Reprise.Evaluation.Scoring;

namespace Reprise.Prompts;

/// <summary>What the record says of the versions of a template.</summary>
public sealed record PromptComparison
{
    /// <summary>Calls, or scores, of a version below which nothing is said about its difference.</summary>
    public const int Enough = 30;

    public required string Name { get; init; }

    /// <summary>By number. Versions without a call in that time are left out.</summary>
    public required IReadOnlyList<VersionFigures> Versions { get; init; }

    /// <summary>Each later version against the first.</summary>
    public required IReadOnlyList<VersionDifference> Differences { get; init; }

    /// <summary>Why less is said than one might want; null when all is.</summary>
    public string? Note { get; init; }
}

/// <summary>One version as its calls went. Replays are left out; answers of the cache count as calls and in scores, not in latency and cost.</summary>
public sealed record VersionFigures
{
    public required int Version { get; init; }
    public required long Calls { get; init; }
    public required long FromCache { get; init; }
    public required long Succeeded { get; init; }
    public required double SuccessRate { get; init; }

    /// <summary>The 95 % interval of the success rate, by Wilson's score.</summary>
    public required PassInterval SuccessInterval { get; init; }
    public MeanFigure? LatencyMs { get; init; }
    public long? LatencyMsP50 { get; init; }
    public long? LatencyMsP95 { get; init; }
    public MeanFigure? PromptTokens { get; init; }
    public MeanFigure? CompletionTokens { get; init; }
    public MeanFigure? CostUsd { get; init; }

    /// <summary>How often the answer ended for each reason.</summary>
    public required IReadOnlyDictionary<string, long> FinishReasons { get; init; }

    /// <summary>Scores by their names; feedback is there as <c>feedback</c>, from −1 to 1.</summary>
    public required IReadOnlyDictionary<string, MeanFigure> Scores { get; init; }

    /// <summary>Whether only the newest calls were read.</summary>
    public bool Truncated { get; init; }
}

/// <summary>A mean and its 95 % interval.</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">Of them.</param>
/// <param name="Lower">Null with fewer than two values.</param>
/// <param name="Upper">Null with fewer than two values.</param>
/// <param name="Variance">Of the values, unbiased.</param>
public sealed record MeanFigure(long Count, double Mean, double? Lower, double? Upper, double Variance);

/// <summary>In what a version differs from the first.</summary>
public sealed record VersionDifference
{
    public required int Of { get; init; }
    public required int From { get; init; }

    /// <summary><c>success_rate</c>, <c>latency_ms</c>, <c>prompt_tokens</c>, <c>completion_tokens</c>, <c>cost_usd</c>, or a score's name.</summary>
    public required string Measure { get; init; }
    public required double Difference { get; init; }
    public required double Lower { get; init; }
    public required double Upper { get; init; }

    /// <summary><c>higher</c>, <c>lower</c>, <c>unclear</c>, or <c>too_few</c> when a side has fewer than 30 values.</summary>
    public required string Verdict { get; init; }
}
