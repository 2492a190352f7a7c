using Reprise.Interactions;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>An original and its replay.</summary>
/// <param name="Case">The original's id, or the name of the case.</param>
/// <param name="Original">Null when the case brings its own request, or the original is gone.</param>
/// <param name="Replay">Null when there is none.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Difference">Mean score, replay − original; null when nothing scored both.</param>
internal sealed record RunPair(string Case, Interaction? Original, ReplayRow? Replay, RunOutcome Outcome, double? Difference)
{
    /// <summary>Less than this is no difference.</summary>
    public const double Margin = 0.01;

    public static RunPair Of(string name, Interaction? original, ReplayRow? replay, IReadOnlyList<RunMeasure> measures)
    {
        if (replay is null) return new RunPair(name, original, null, RunOutcome.Missing, null);
        if (original is null) return new RunPair(name, null, replay, replay.Succeeded ? RunOutcome.Alone : RunOutcome.Failed, null);
        if (original.Status != InteractionStatus.Success) return new RunPair(name, original, replay, OutcomeOfFailed(original, replay), null);
        if (!replay.Succeeded) return new RunPair(name, original, replay, RunOutcome.Failed, null);
        double sum = 0;
        var told = 0;
        for (var i = 0; i < measures.Count; i++)
        {
            if (DifferenceOf(replay, i, measures[i].IsPairwise) is not { } difference) continue;
            sum += difference;
            told++;
        }

        if (told == 0) return new RunPair(name, original, replay, replay.Same switch { true => RunOutcome.Same, false => RunOutcome.Changed, null => RunOutcome.Untold }, null);
        return new RunPair(name, original, replay, OutcomeOf(sum / told), sum / told);
    }

    public static RunOutcome OutcomeOf(double difference) => difference > Margin ? RunOutcome.Win : difference < -Margin ? RunOutcome.Loss : RunOutcome.Tie;

    /// <summary>By one measure; a preference counts as the distance from none, over the same range as a difference of scores.</summary>
    public static double? DifferenceOf(ReplayRow replay, int measure, bool isPairwise) =>
        isPairwise ? (replay.Scores[measure] - 0.5) * 2 : replay.Scores[measure] - replay.Originals[measure];

    /// <summary>Sorts the worst first: failures, then by score, then by how little the answers have in common.</summary>
    public (int Kind, double Value) Rank => Outcome switch
    {
        RunOutcome.Failed => (0, 0),
        _ when Difference is { } difference => (1, difference),
        RunOutcome.Changed => (2, Replay?.Similarity ?? 0),
        _ => (3, 0),
    };

    /// <summary>At least as good as its original.</summary>
    public bool IsKept => Outcome is RunOutcome.Win or RunOutcome.Tie or RunOutcome.Same;

    /// <summary>Not as good, or not known to be: an answer that changed, and no evaluator could say for the better.</summary>
    public bool IsWorse => Outcome is RunOutcome.Failed or RunOutcome.Loss or RunOutcome.Changed;

    /// <summary>An answer is better than a failure. Of two failures nobody can tell, nor of an original whose caller went away.</summary>
    private static RunOutcome OutcomeOfFailed(Interaction original, ReplayRow replay) =>
        replay.Succeeded && original.Status is InteractionStatus.Error or InteractionStatus.Timeout ? RunOutcome.Win : RunOutcome.Untold;
}
