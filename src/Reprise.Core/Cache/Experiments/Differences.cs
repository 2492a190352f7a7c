using Reprise.Cache.Checks;

namespace Reprise.Cache.Experiments;

/// <summary>Differences of two rates and of two means, with their 95 % intervals.</summary>
internal static class Differences
{
    /// <summary>By the score intervals of both rates; holds for rare events and small counts too.</summary>
    /// <remarks>Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.</remarks>
    public static (double Difference, double Lower, double Upper) OfRates(long eventsA, long trialsA, long eventsB, long trialsB, double worthA = 1, double worthB = 1)
    {
        double a = (double)eventsA / trialsA, b = (double)eventsB / trialsB;
        var (lowerA, upperA) = RateInterval.WilsonOf(a, trialsA * worthA);
        var (lowerB, upperB) = RateInterval.WilsonOf(b, trialsB * worthB);
        var difference = a - b;
        return (difference, difference - Hypotenuse(a - lowerA, upperB - b), difference + Hypotenuse(upperA - a, b - lowerB));
    }

    /// <summary>For values of unequal spread.</summary>
    /// <remarks>Source: B. L. Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34 (1947).</remarks>
    public static (double Difference, double Lower, double Upper) OfMeans(Sample a, Sample b)
    {
        double errorA = a.Variance / a.Independent, errorB = b.Variance / b.Independent;
        var error = errorA + errorB;
        var difference = a.Mean - b.Mean;
        if (error <= 0) return (difference, difference, difference);
        var freedom = error * error / (errorA * errorA / (a.Independent - 1) + errorB * errorB / (b.Independent - 1));
        var half = StudentQuantile(freedom) * Math.Sqrt(error);
        return (difference, difference - half, difference + half);
    }

    /// <summary>Two-sided 95 % of Student's distribution.</summary>
    internal static double StudentQuantile(double freedom)
    {
        const double almostNormal = 1e6;
        if (freedom > almostNormal) return RateInterval.Z;
        var x = BetaDistribution.Quantile(0.05, freedom / 2, 0.5);
        return Math.Sqrt(freedom * (1 - x) / x);
    }

    private static double Hypotenuse(double one, double other) => Math.Sqrt(one * one + other * other);
}
