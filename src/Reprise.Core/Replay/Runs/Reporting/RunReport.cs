using System.Text.Json.Serialization;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>What came of a run, computed from the record: of each original its last replay counts.</summary>
public sealed record RunReport
{
    public required ReplayRunDocument Run { get; init; }

    /// <summary>What keeps it from being the whole truth, such as a dataset that was removed; null when nothing does.</summary>
    public string? Note { get; init; }
    public required RunCounts Counts { get; init; }
    public required RunVerdict Verdict { get; init; }

    /// <summary>Each evaluator; none when the comparison alone counts.</summary>
    public IReadOnlyList<RunMeasureReport> Measures { get; init; } = [];

    /// <summary>Milliseconds of answers, of pairs whose both sides have them.</summary>
    public required RunLatency Latency { get; init; }
    public required RunTotals Tokens { get; init; }
    public required RunCosts Cost { get; init; }

    /// <summary>Replays that failed, by reason, the most frequent first.</summary>
    public IReadOnlyList<RunReasonCount> Failures { get; init; } = [];

    /// <summary>Originals that could not be replayed, by reason, as the run itself counted them.</summary>
    public IReadOnlyList<RunReasonCount> Skipped { get; init; } = [];

    /// <summary>Where the replay is worst against its original, the worst first.</summary>
    public IReadOnlyList<RunWorst> Worst { get; init; } = [];
}

/// <summary>How many there are.</summary>
public sealed record RunCounts
{
    public long Originals { get; init; }

    /// <summary>Originals that have a replay on record.</summary>
    public long Replayed { get; init; }

    /// <summary>Originals without a replay: it cannot be, or not yet.</summary>
    public long Missing { get; init; }

    /// <summary>Replays that ended in an error though their original did not.</summary>
    public long Failed { get; init; }

    /// <summary>Replays that say the same as their original, to a program.</summary>
    public long Same { get; init; }

    /// <summary>Replays that say something else.</summary>
    public long Changed { get; init; }

    /// <summary>Pairs of which nobody can tell which side is better: both failed, or the replay is not compared yet.</summary>
    public long Untold { get; init; }

    /// <summary>Further calls for an original that has one on record: the provider had refused it as one too many, or it had failed.</summary>
    public long Repeated { get; init; }
}

/// <summary>Whether replays are better than originals. Without evaluators the same answer is a tie and a changed one neither a win nor a loss; an answer where the original had failed is always a win.</summary>
public sealed record RunVerdict
{
    /// <summary>Score higher by more than 0.01, in the mean of all evaluators.</summary>
    public long Wins { get; init; }
    public long Losses { get; init; }
    public long Ties { get; init; }

    /// <summary>Share of what was at least as good as its original, of all that could be told; a replay that failed is not, nor is a changed answer that no evaluator could tell for as good. Null when nothing could be told.</summary>
    public double? KeptShare { get; init; }

    /// <summary>Wins of wins and losses; null without any.</summary>
    public double? WinShare { get; init; }

    /// <summary>With 95 % confidence it is not below this (Wilson's score interval).</summary>
    public double? WinShareLower { get; init; }

    /// <summary>Nor above this.</summary>
    public double? WinShareUpper { get; init; }

    /// <summary>How often chance alone is as one-sided as this: the exact two-sided sign test over wins and losses. Null without any.</summary>
    public double? PValue { get; init; }

    /// <summary>Mean score of both sides over all pairs and evaluators; null without scores.</summary>
    public RunMean? Score { get; init; }
}

/// <summary>A mean on both sides, of pairs that have both.</summary>
public sealed record RunMean
{
    public long Pairs { get; init; }
    public double Original { get; init; }
    public double Replay { get; init; }

    /// <summary>Replay − original, paired.</summary>
    public double Difference { get; init; }

    /// <summary>With 95 % confidence the difference is not below this (paired, Student's distribution); null for fewer than two pairs.</summary>
    public double? Lower { get; init; }

    /// <summary>Nor above this.</summary>
    public double? Upper { get; init; }
}

/// <summary>One evaluator.</summary>
public sealed record RunMeasureReport
{
    public required string Name { get; init; }

    /// <summary>Whether it prefers one of the two answers: its score is then the replay's, and 0.5 is no preference.</summary>
    public bool IsPairwise { get; init; }
    public long Wins { get; init; }
    public long Losses { get; init; }
    public long Ties { get; init; }

    /// <summary>Of the sign test; null without wins and losses.</summary>
    public double? PValue { get; init; }

    /// <summary>Replays that have its score, also those without an original to compare with.</summary>
    public long Scored { get; init; }

    /// <summary>Of these; null when there are none.</summary>
    public double? Mean { get; init; }

    /// <summary>Of pairs scored on both sides; null for one that prefers or compares, and scores no original.</summary>
    public RunMean? Paired { get; init; }
}

public sealed record RunLatency
{
    public long Pairs { get; init; }
    public long? OriginalP50 { get; init; }
    public long? OriginalP95 { get; init; }
    public long? ReplayP50 { get; init; }
    public long? ReplayP95 { get; init; }
}

/// <summary>Sums over originals that have a replay, and over these.</summary>
public sealed record RunTotals
{
    public long OriginalPrompt { get; init; }
    public long OriginalCompletion { get; init; }
    public long ReplayPrompt { get; init; }
    public long ReplayCompletion { get; init; }
}

/// <summary>US dollars, over originals that have a replay, and over these.</summary>
public sealed record RunCosts
{
    public decimal OriginalUsd { get; init; }
    public decimal ReplayUsd { get; init; }

    /// <summary>What judges cost beside that.</summary>
    public decimal JudgesUsd { get; init; }

    /// <summary>Replays whose cost is not known.</summary>
    public long Unknown { get; init; }
}

public sealed record RunReasonCount(string Reason, long Count);

/// <summary>One of the worst pairs.</summary>
public sealed record RunWorst
{
    /// <summary>The original's id, or the name of the case.</summary>
    public required string Case { get; init; }
    public string? OriginalId { get; init; }
    public required string ReplayId { get; init; }
    public required RunOutcome Outcome { get; init; }

    /// <summary>Mean score, replay − original; null without scores.</summary>
    public double? Difference { get; init; }

    /// <summary>Words in common over words of both answers, 0 to 1.</summary>
    public double? Similarity { get; init; }
    public string? Prompt { get; init; }

    /// <summary>The beginning of the answer.</summary>
    public string? Original { get; init; }
    public string? Replay { get; init; }
    public IReadOnlyList<RunScore> Scores { get; init; } = [];

    /// <summary>The code of the replay's error; null when it has none.</summary>
    public string? Error { get; init; }
}

/// <param name="Name">The evaluator.</param>
/// <param name="Original">Null for one that prefers or compares, and when it has none.</param>
/// <param name="Replay">The replay's.</param>
/// <param name="Reason">What the evaluator said of the replay.</param>
public sealed record RunScore(string Name, double? Original, double? Replay, string? Reason);

/// <summary>How one pair came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunOutcome>))]
public enum RunOutcome
{
    [JsonStringEnumMemberName("win")] Win,
    [JsonStringEnumMemberName("loss")] Loss,
    [JsonStringEnumMemberName("tie")] Tie,

    /// <summary>No evaluator could tell, and the answers differ.</summary>
    [JsonStringEnumMemberName("changed")] Changed,

    /// <summary>No evaluator could tell, and the answers say the same.</summary>
    [JsonStringEnumMemberName("same")] Same,

    /// <summary>The replay ended in an error, and its original did not.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>There is no original to compare with.</summary>
    [JsonStringEnumMemberName("alone")] Alone,

    /// <summary>Nobody can tell: both ended in an error, or the replay is not compared yet.</summary>
    [JsonStringEnumMemberName("untold")] Untold,

    /// <summary>There is no replay.</summary>
    [JsonStringEnumMemberName("missing")] Missing,
}
