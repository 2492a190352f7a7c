namespace Reprise.Cache.Experiments;

/// <summary>What an experiment has shown so far.</summary>
/// <param name="Verdict">Of all.</param>
/// <param name="DecidedBy">The measure that decided it; null when none did.</param>
/// <param name="Measures">Each measure: hit rate, saved cost, latency, false hits.</param>
public sealed record ExperimentResult(Verdict Verdict, ExperimentMeasure? DecidedBy, IReadOnlyList<MeasureResult> Measures);

/// <summary>One measure of both arms.</summary>
/// <param name="Measure">Which.</param>
/// <param name="A">Of arm a; null when it cannot be told.</param>
/// <param name="B">Of arm b; null when it cannot be told.</param>
/// <param name="Difference">A − B; null when either cannot be told.</param>
/// <param name="Lower">The true difference lies above this with 98.75 % confidence, the other bound included, so that all four measures are right with 95 %; null without a difference.</param>
/// <param name="Upper">And below this.</param>
/// <param name="Verdict">What the interval says: it must leave zero out to show a difference.</param>
public sealed record MeasureResult(ExperimentMeasure Measure, double? A, double? B, double? Difference, double? Lower, double? Upper, Verdict Verdict);

public enum ExperimentMeasure
{
    /// <summary>Share of calls answered from the cache; more is better.</summary>
    HitRate,

    /// <summary>US dollars a call; more is better.</summary>
    SavedCost,

    /// <summary>Mean milliseconds a call; less is better.</summary>
    Latency,

    /// <summary>Share of checked semantic hits that were wrong; less is better.</summary>
    FalseHits,
}

public enum Verdict
{
    NotEnoughData,
    NoDifferenceShown,
    ABetter,
    BBetter,
}

/// <summary>The words that stand for a verdict and a measure wherever they leave the process.</summary>
public static class ExperimentWords
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.ABetter => "a better",
        Verdict.BBetter => "b better",
        Verdict.NoDifferenceShown => "no difference shown",
        _ => "not enough data",
    };

    public static string Of(ExperimentMeasure measure) => measure switch
    {
        ExperimentMeasure.HitRate => "hit_rate",
        ExperimentMeasure.SavedCost => "saved_cost_usd",
        ExperimentMeasure.Latency => "latency_ms",
        _ => "false_hits",
    };
}
