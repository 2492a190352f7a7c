using Reprise.Comparison;

namespace Reprise.Replay.Runs;

/// <summary>What counts and differences say beyond chance.</summary>
internal static class Significance
{
    private const double Z = ScoreInterval.Z;

    /// <summary>Of Student's distribution with 1 to 4 degrees of freedom, where the expansion below is not good enough.</summary>
    private static readonly double[] s_few = [12.706204736, 4.302652730, 3.182446305, 2.776445105];

    /// <summary>
    /// The sign test: how often fair coins are as one-sided as this, or more. Exact, two-sided; ties do not count. 1 when there is nothing to count.
    /// </summary>
    public static double SignTest(long wins, long losses)
    {
        var trials = wins + losses;
        if (trials == 0 || wins == losses) return 1;
        var fewer = Math.Min(wins, losses);
        var log = -trials * Math.Log(2);
        for (long i = 1; i <= fewer; i++) log += Math.Log(trials - fewer + i) - Math.Log(i);
        double term = Math.Exp(log), sum = 0;
        for (var k = fewer; k >= 0 && term > sum * 1e-17; k--)
        {
            sum += term;
            term *= (double)k / (trials - k + 1);
        }

        return Math.Min(1, 2 * sum);
    }

    /// <summary>Between which shares the true one lies with 95 % confidence, by Wilson's score interval; null without trials.</summary>
    public static (double Lower, double Upper)? Wilson(long events, long trials) => trials == 0 ? null : ScoreInterval.Of((double)events / trials, trials);

    /// <summary>Half the width of the 95 % interval of a mean, by Student's distribution.</summary>
    /// <param name="variance">Of the values, unbiased.</param>
    /// <param name="count">At least 2.</param>
    public static double HalfWidth(double variance, long count) => StudentQuantile(count - 1) * Math.Sqrt(variance / count);

    /// <summary>Two-sided 95 % of Student's distribution.</summary>
    /// <remarks>The Cornish–Fisher expansion, M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.7.5; to four digits from 5 degrees of freedom on.</remarks>
    internal static double StudentQuantile(long freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (freedom <= s_few.Length) return s_few[freedom - 1];
        double n = freedom, z2 = Z * Z, z3 = z2 * Z, z5 = z3 * z2, z7 = z5 * z2, z9 = z7 * z2;
        return Z + (z3 + Z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * Z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * n * n * n)
            + (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * Z) / (92160 * n * n * n * n);
    }
}
