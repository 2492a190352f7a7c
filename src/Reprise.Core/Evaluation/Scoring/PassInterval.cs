using Reprise.Comparison;

namespace Reprise.Evaluation.Scoring;

/// <summary>Between which rates the true one lies with 95 % confidence, from a count.</summary>
/// <param name="Lower">0 to 1.</param>
/// <param name="Upper">0 to 1.</param>
public readonly record struct PassInterval(double Lower, double Upper)
{
    /// <summary>Wilson's score interval; 0 to 1 without trials.</summary>
    public static PassInterval Wilson(long passed, long trials)
    {
        if (trials <= 0) return new PassInterval(0, 1);
        var (lower, upper) = ScoreInterval.Of((double)passed / trials, trials);
        return new PassInterval(lower, upper);
    }
}
