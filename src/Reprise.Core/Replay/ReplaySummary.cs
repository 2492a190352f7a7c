using Reprise.Interactions;

namespace Reprise.Replay;

/// <summary>How several replays of one call came out together.</summary>
public sealed record ReplaySummary
{
    public required int Times { get; init; }

    /// <summary>How many said the same as the original.</summary>
    public required int Same { get; init; }

    /// <summary>How many ended in no answer.</summary>
    public required int Failed { get; init; }

    /// <summary>How many different texts came, those of the failed left out.</summary>
    public required int DifferentAnswers { get; init; }

    /// <summary>Of the answers' texts with the original's, 0 to 1.</summary>
    public required double MeanResponseSimilarity { get; init; }
    public long? MedianLatencyMs { get; init; }

    /// <summary>Of those with a known price together; null when none has one.</summary>
    public decimal? CostUsd { get; init; }

    internal static ReplaySummary Of(IReadOnlyList<ReplayResult> results)
    {
        var latencies = results.Select(static result => result.Replay.LatencyMs).OfType<long>().Order().ToList();
        var costs = results.Select(static result => result.Replay.CostUsd).OfType<decimal>().ToList();
        var answered = results.Where(static result => result.Replay.Status == Words.Of(InteractionStatus.Success)).ToList();
        return new ReplaySummary
        {
            Times = results.Count,
            Same = results.Count(static result => result.Comparison.Same),
            Failed = results.Count - answered.Count,
            DifferentAnswers = answered.Select(static result => result.Replay.Response).Distinct(StringComparer.Ordinal).Count(),
            MeanResponseSimilarity = results.Average(static result => result.Comparison.ResponseSimilarity),
            MedianLatencyMs = latencies.Count == 0 ? null : latencies[(latencies.Count - 1) / 2],
            CostUsd = costs.Count == 0 ? null : costs.Sum(),
        };
    }
}
