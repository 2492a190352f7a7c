namespace Reprise.Cache.Statistics;

/// <summary>A share that was counted in a sample, and where the true one lies with 95 % confidence.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="Of">Among how many.</param>
public readonly record struct Proportion(long Count, long Of)
{
    private const double Z = 1.959963984540054;

    /// <summary>The share; 0 when nothing was counted.</summary>
    public double Rate => Of == 0 ? 0 : (double)Count / Of;

    public double Low => Bound(-1);
    public double High => Bound(1);

    /// <summary>Wilson's score interval: right also for none among few, where the usual one has no width.</summary>
    private double Bound(int sign)
    {
        if (Of == 0) return sign < 0 ? 0 : 1;
        var (n, p) = ((double)Of, Rate);
        var z2 = Z * Z;
        var bound = (p + (z2 / (2 * n)) + (sign * Z * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n))))) / (1 + (z2 / n));
        // Rounding must not leave none among many with a lower bound above 0.
        if (sign < 0 && Count == 0) return 0;
        return sign > 0 && Count == Of ? 1 : Math.Clamp(bound, 0, 1);
    }
}
