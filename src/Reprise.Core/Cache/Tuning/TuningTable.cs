using Reprise.Cache.Policies;

namespace Reprise.Cache.Tuning;

/// <summary>What several accepted rates would bring.</summary>
public static class TuningTable
{
    /// <summary>The rates looked at when nobody names others.</summary>
    public static IReadOnlyList<double> StandardRates { get; } = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

    /// <param name="policy">As in force.</param>
    /// <param name="lookups">Judged again.</param>
    /// <param name="rates">To look at, 0 to 0.5; the standard ones and the policy's own when empty.</param>
    public static CacheTuning Of(CachePolicy policy, IReadOnlyList<TunedLookup> lookups, IReadOnlyList<double> rates)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(lookups);
        ArgumentNullException.ThrowIfNull(rates);
        return new CacheTuning
        {
            Policy = policy.Name,
            AcceptedWrongRate = policy.AcceptedWrongRate,
            Sampled = lookups.Count,
            Answerable = lookups.Count(static lookup => lookup.Candidates.Count > 0),
            Rows = [.. (rates.Count > 0 ? rates : [.. StandardRates, policy.AcceptedWrongRate]).Distinct().Order().Select(rate => Row(rate, lookups))],
        };
    }

    private static TuningRow Row(double rate, IReadOnlyList<TunedLookup> lookups)
    {
        var answers = lookups.Select(lookup => lookup.Answer(1 - rate)).OfType<double>().ToList();
        return new TuningRow(rate, 1 - rate, answers.Count, lookups.Count == 0 ? null : (double)answers.Count / lookups.Count, answers.Count == 0 ? null : 1 - answers.Average());
    }
}
