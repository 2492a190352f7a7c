using Reprise.Comparison;

namespace Reprise.Cache.Checks;

/// <summary>Between which rates the true one lies with 95 % confidence, from a count.</summary>
/// <param name="Lower">0 to 1.</param>
/// <param name="Upper">0 to 1.</param>
public readonly record struct RateInterval(double Lower, double Upper)
{
    /// <summary>Two-sided 95 % of the normal distribution.</summary>
    internal const double Z = ScoreInterval.Z;

    private const double Tail = 0.025;

    /// <summary>Everything is possible.</summary>
    public static RateInterval Unknown { get; } = new(0, 1);

    /// <summary>Wilson's score interval: near to 95 % on average, the one to show. Without trials <see cref="Unknown"/>.</summary>
    public static RateInterval Wilson(long events, long trials)
    {
        Check(events, trials);
        if (trials == 0) return Unknown;
        return WilsonOf((double)events / trials, trials);
    }

    /// <param name="rate">0 to 1.</param>
    /// <param name="trials">Above 0; need not be whole where trials go together and count for less than one.</param>
    /// <param name="z">Two-sided quantile of the normal distribution.</param>
    internal static RateInterval WilsonOf(double rate, double trials, double z = Z)
    {
        var (lower, upper) = ScoreInterval.Of(rate, trials, z);
        return new RateInterval(lower, upper);
    }

    /// <summary>The exact interval: never less than 95 %, and so wider. Without trials <see cref="Unknown"/>.</summary>
    /// <remarks>Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934.</remarks>
    public static RateInterval ClopperPearson(long events, long trials)
    {
        Check(events, trials);
        if (trials == 0) return Unknown;
        var lower = events == 0 ? 0 : BetaDistribution.Quantile(Tail, events, trials - events + 1);
        var upper = events == trials ? 1 : BetaDistribution.Quantile(1 - Tail, events + 1, trials - events);
        return new RateInterval(lower, upper);
    }

    private static void Check(long events, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, trials);
    }
}
