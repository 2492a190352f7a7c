namespace Reprise.Evaluation.Scoring;

/// <summary>Between which rates the true one lies with 95 % confidence, from a count.</summary>
/// <param name="Lower">0 to 1.</param>
/// <param name="Upper">0 to 1.</param>
public readonly record struct PassInterval(double Lower, double Upper)
{
    /// <summary>Two-sided 95 % of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The score interval; 0 to 1 without trials.</summary>
    /// <remarks>Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.</remarks>
    public static PassInterval Wilson(long passed, long trials)
    {
        if (trials <= 0) return new PassInterval(0, 1);
        var rate = (double)passed / trials;
        var spread = Z * Z / trials;
        var centre = (rate + spread / 2) / (1 + spread);
        var half = Z * Math.Sqrt(rate * (1 - rate) / trials + spread / (4 * trials)) / (1 + spread);
        return new PassInterval(passed == 0 ? 0 : centre - half, passed == trials ? 1 : centre + half);
    }
}
