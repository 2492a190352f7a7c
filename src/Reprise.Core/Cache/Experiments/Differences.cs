using Reprise.Cache.Checks;

namespace Reprise.Cache.Experiments;

/// <summary>Differences of two rates and of two means, with intervals of a confidence: 95 % unless another is asked for.</summary>
internal static class Differences
{
    private const double Single = 0.95;

    /// <summary>By the score intervals of both rates; holds for rare events and small counts too.</summary>
    /// <remarks>Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10.</remarks>
    public static (double Difference, double Lower, double Upper) OfRates(long eventsA, long trialsA, long eventsB, long trialsB, double worthA = 1, double worthB = 1, double confidence = Single)
    {
        double a = (double)eventsA / trialsA, b = (double)eventsB / trialsB;
        var z = StudentQuantile(double.PositiveInfinity, confidence);
        var (lowerA, upperA) = RateInterval.WilsonOf(a, trialsA * worthA, z);
        var (lowerB, upperB) = RateInterval.WilsonOf(b, trialsB * worthB, z);
        var difference = a - b;
        return (difference, difference - Hypotenuse(a - lowerA, upperB - b), difference + Hypotenuse(upperA - a, b - lowerB));
    }

    /// <summary>For values of unequal spread.</summary>
    /// <remarks>Source: B. L. Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34 (1947).</remarks>
    public static (double Difference, double Lower, double Upper) OfMeans(Sample a, Sample b, double confidence = Single)
    {
        double errorA = a.Variance / a.Independent, errorB = b.Variance / b.Independent;
        var error = errorA + errorB;
        var difference = a.Mean - b.Mean;
        if (error <= 0) return (difference, difference, difference);
        var freedom = error * error / (errorA * errorA / (a.Independent - 1) + errorB * errorB / (b.Independent - 1));
        var half = StudentQuantile(freedom, confidence) * Math.Sqrt(error);
        return (difference, difference - half, difference + half);
    }

    /// <summary>Two-sided, of Student's distribution.</summary>
    internal static double StudentQuantile(double freedom, double confidence = Single)
    {
        // Beyond, it is the normal distribution in every digit that counts.
        const double almostNormal = 1e6;
        freedom = Math.Min(freedom, almostNormal);
        var x = BetaDistribution.Quantile(1 - confidence, freedom / 2, 0.5);
        return Math.Sqrt(freedom * (1 - x) / x);
    }

    private static double Hypotenuse(double one, double other) => Math.Sqrt(one * one + other * other);
}
