namespace Reprise.Evaluation.Scoring;

/// <summary>What one evaluator said of many answers.</summary>
public sealed record ScoreSummary
{
    /// <summary>Worst scores that are told one by one.</summary>
    public const int MostWorst = 10;

    /// <summary>Reasons for no value that are told.</summary>
    public const int MostReasons = 5;

    /// <summary>The name of the scores.</summary>
    public required string Name { get; init; }

    /// <summary>Who says so.</summary>
    public required string Author { get; init; }

    /// <summary>Answers that have a score.</summary>
    public required long Scored { get; init; }

    /// <summary>Answers of which it could not be told.</summary>
    public required long WithoutValue { get; init; }

    /// <summary>Mean of the scores, 0 to 1; null when there are none.</summary>
    public double? Mean { get; init; }
    public required long Passed { get; init; }

    /// <summary>Share of the scored answers that passed; null when there are none.</summary>
    public double? PassRate => Scored == 0 ? null : (double)Passed / Scored;

    /// <summary>Between which rates the true one lies with 95 % confidence (Wilson's interval).</summary>
    public double? PassRateLower => Scored == 0 ? null : PassInterval.Wilson(Passed, Scored).Lower;
    public double? PassRateUpper => Scored == 0 ? null : PassInterval.Wilson(Passed, Scored).Upper;

    /// <summary>Calls a judge made; they are on record themselves.</summary>
    public long JudgeCalls { get; init; }

    /// <summary>What these cost in US dollars, as far as prices are known.</summary>
    public decimal? JudgeCostUsd { get; init; }

    /// <summary>The lowest scores below 1, worst first.</summary>
    public IReadOnlyList<WorstScore> Worst { get; init; } = [];

    /// <summary>Why there was no value, the most frequent first.</summary>
    public IReadOnlyList<ReasonCount> Reasons { get; init; } = [];

    internal ScoreSummary And(ScoreSummary next) => this with
    {
        Scored = Scored + next.Scored,
        WithoutValue = WithoutValue + next.WithoutValue,
        Passed = Passed + next.Passed,
        Mean = Scored + next.Scored == 0 ? null : ((Mean ?? 0) * Scored + (next.Mean ?? 0) * next.Scored) / (Scored + next.Scored),
        JudgeCalls = JudgeCalls + next.JudgeCalls,
        JudgeCostUsd = JudgeCostUsd is null && next.JudgeCostUsd is null ? null : (JudgeCostUsd ?? 0) + (next.JudgeCostUsd ?? 0),
        Worst = [.. Worst.Concat(next.Worst).OrderBy(static score => score.Value).Take(MostWorst)],
        Reasons = [.. Reasons.Concat(next.Reasons).GroupBy(static reason => reason.Reason, StringComparer.Ordinal)
            .Select(static group => new ReasonCount(group.Key, group.Sum(static reason => reason.Count))).OrderByDescending(static reason => reason.Count).Take(MostReasons)],
    };
}

/// <param name="InteractionId">The interaction.</param>
/// <param name="Value">Its score.</param>
/// <param name="Reason">Why.</param>
public sealed record WorstScore(string InteractionId, double Value, string? Reason);

/// <param name="Reason">Why there was no value.</param>
/// <param name="Count">How often.</param>
public sealed record ReasonCount(string Reason, long Count);
