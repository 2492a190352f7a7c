namespace Reprise.Cache.Checks;

/// <summary>
/// How strongly a count speaks against a limit of a rate. A 95 % interval that is looked at after every check is wrong far more often than once in twenty;
/// this may be looked at as often as one likes: while the rate keeps to the limit, it reaches <see cref="Enough"/> in at most one history of twenty.
/// </summary>
/// <remarks>
/// The mean of likelihood ratios of several rates beyond the limit against the limit itself. Under any rate within the limit its expectation never grows, and then
/// the chance that it ever reaches k is at most 1/k (J. Ville, "Étude critique de la notion de collectif", 1939).
/// </remarks>
internal static class RateEvidence
{
    public const double Enough = 20;

    /// <summary>An owner who accepts nothing means hardly anything: no count can show a rate of zero.</summary>
    private const double LeastLimit = 1e-4;
    private const double MostRate = 0.9;

    private static readonly double[] s_above = [1.5, 2, 3, 5, 8, 13, 20];
    private static readonly double[] s_below = [0.05, 0.1, 0.2, 0.4];

    /// <summary>That the rate is above the limit.</summary>
    public static double Above(double limit, long events, long trials) => Against(Math.Clamp(limit, LeastLimit, MostRate / 2), s_above, events, trials);

    /// <summary>That the rate is below the limit.</summary>
    public static double Below(double limit, long events, long trials) => Against(Math.Clamp(limit, LeastLimit, MostRate / 2), s_below, events, trials);

    private static double Against(double limit, double[] factors, long events, long trials)
    {
        var sum = 0.0;
        foreach (var factor in factors)
        {
            var rate = Math.Min(MostRate, limit * factor);
            sum += Math.Exp(Math.Min(700, events * Math.Log(rate / limit) + (trials - events) * Math.Log((1 - rate) / (1 - limit))));
        }

        return sum / factors.Length;
    }
}
