namespace Reprise.Comparison;

/// <summary>Between which rates the true one lies, from a count: the score interval.</summary>
/// <remarks>Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.</remarks>
internal static class ScoreInterval
{
    /// <summary>Two-sided 95 % of the normal distribution.</summary>
    public const double Z = 1.959963984540054;

    /// <param name="rate">0 to 1.</param>
    /// <param name="trials">Above 0; need not be whole where trials go together and count for less than one.</param>
    /// <param name="z">Two-sided quantile of the normal distribution.</param>
    public static (double Lower, double Upper) Of(double rate, double trials, double z = Z)
    {
        var spread = z * z / trials;
        var centre = (rate + spread / 2) / (1 + spread);
        var half = z * Math.Sqrt(rate * (1 - rate) / trials + spread / (4 * trials)) / (1 + spread);
        return (rate <= 0 ? 0 : Math.Max(0, centre - half), rate >= 1 ? 1 : Math.Min(1, centre + half));
    }
}
