namespace Reprise.Cache.Experiments;

/// <summary>Compares the two arms of an experiment.</summary>
/// <remarks>
/// The four intervals hold together with 95 % for one look (each by itself with 98.75 %), since any of the four may decide. Whoever looks every day until something shows will see differences that are none: say beforehand how long the
/// experiment runs.
/// </remarks>
public static class ExperimentVerdict
{
    /// <summary>Fewer calls in an arm show nothing about hits, cost and latency.</summary>
    public const int LeastCalls = 100;

    /// <summary>Fewer checks in an arm show nothing about wrong answers.</summary>
    public const int LeastChecks = 30;

    /// <summary>Fewer users, sessions or questions are chance, however many calls they make.</summary>
    public const int LeastUnits = 20;

    /// <summary>Of each of the four measures, so that all are right with 95 %.</summary>
    private const double Confidence = 1 - (0.05 / 4);

    /// <summary>
    /// The verdict: the policy shown to be wrong less often is the better one, whatever it costs. Where that shows no difference the one that saves more is, then
    /// the one that answers more from the cache, then the faster one. While there are reworded hits and too few of them were checked, none is: the one that
    /// answers anything would seem the better one.
    /// </summary>
    public static ExperimentResult Compare(ArmCounts a, ArmCounts b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var hits = HitRate(a, b);
        var cost = Means(ExperimentMeasure.SavedCost, Sample.OfCost(a), Sample.OfCost(b), moreIsBetter: true);
        var latency = Means(ExperimentMeasure.Latency, Sample.OfLatency(a), Sample.OfLatency(b), moreIsBetter: false);
        var wrong = Rates(ExperimentMeasure.FalseHits, a.Wrong, a.Checks, b.Wrong, b.Checks, isEnough: a.Checks >= LeastChecks && b.Checks >= LeastChecks, moreIsBetter: false);
        if (wrong.Verdict == Verdict.NotEnoughData && (a.SemanticHits > 0 || b.SemanticHits > 0)) return new ExperimentResult(Verdict.NotEnoughData, DecidedBy: null, [hits, cost, latency, wrong]);
        foreach (var measure in (ReadOnlySpan<MeasureResult>)[wrong, cost, hits, latency])
        {
            if (measure.Verdict is Verdict.ABetter or Verdict.BBetter) return new ExperimentResult(measure.Verdict, measure.Measure, [hits, cost, latency, wrong]);
        }

        var verdict = hits.Verdict is Verdict.NotEnoughData ? Verdict.NotEnoughData : Verdict.NoDifferenceShown;
        return new ExperimentResult(verdict, DecidedBy: null, [hits, cost, latency, wrong]);
    }

    private static MeasureResult HitRate(ArmCounts a, ArmCounts b)
    {
        var isEnough = IsEnough(a) && IsEnough(b);
        return Rates(ExperimentMeasure.HitRate, a.Hits, a.Calls, b.Hits, b.Calls, isEnough, moreIsBetter: true, Sample.WorthOf(a), Sample.WorthOf(b));
    }

    private static bool IsEnough(ArmCounts arm) => arm.Calls >= LeastCalls && arm.Clusters is not { Units: < LeastUnits };

    /// <param name="measure">Which.</param>
    /// <param name="eventsA">Of arm a.</param>
    /// <param name="trialsA">Of arm a.</param>
    /// <param name="eventsB">Of arm b.</param>
    /// <param name="trialsB">Of arm b.</param>
    /// <param name="isEnough">Whether there is enough to tell.</param>
    /// <param name="moreIsBetter">Which way is good.</param>
    /// <param name="worthA">How many independent trials those of a are worth, as a share.</param>
    /// <param name="worthB">And those of b.</param>
    private static MeasureResult Rates(ExperimentMeasure measure, long eventsA, long trialsA, long eventsB, long trialsB, bool isEnough, bool moreIsBetter, double worthA = 1, double worthB = 1)
    {
        if (trialsA == 0 || trialsB == 0) return new MeasureResult(measure, RateOf(eventsA, trialsA), RateOf(eventsB, trialsB), null, null, null, Verdict.NotEnoughData);
        var (difference, lower, upper) = Differences.OfRates(eventsA, trialsA, eventsB, trialsB, worthA, worthB, Confidence);
        return new MeasureResult(measure, RateOf(eventsA, trialsA), RateOf(eventsB, trialsB), difference, lower, upper, Judge(isEnough, lower, upper, moreIsBetter));
    }

    private static MeasureResult Means(ExperimentMeasure measure, Sample a, Sample b, bool moreIsBetter)
    {
        var (meanA, meanB) = (a.Count > 0 ? a.Mean : (double?)null, b.Count > 0 ? b.Mean : (double?)null);
        if (!a.HasSpread || !b.HasSpread) return new MeasureResult(measure, meanA, meanB, meanA - meanB, null, null, Verdict.NotEnoughData);
        var (difference, lower, upper) = Differences.OfMeans(a, b, Confidence);
        return new MeasureResult(measure, meanA, meanB, difference, lower, upper, Judge(a.Count >= LeastCalls && b.Count >= LeastCalls, lower, upper, moreIsBetter));
    }

    private static double? RateOf(long events, long trials) => trials == 0 ? null : (double)events / trials;

    private static Verdict Judge(bool isEnough, double lower, double upper, bool moreIsBetter)
    {
        if (!isEnough) return Verdict.NotEnoughData;
        if (lower <= 0 && upper >= 0) return Verdict.NoDifferenceShown;
        return lower > 0 == moreIsBetter ? Verdict.ABetter : Verdict.BBetter;
    }
}
