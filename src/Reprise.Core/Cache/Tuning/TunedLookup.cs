namespace Reprise.Cache.Tuning;

/// <summary>A lookup that was judged again: the entries that were near and that nothing forbids, each with its rank and the probability that its answer is right.</summary>
/// <param name="Candidates">In any order; empty where nothing could be answered.</param>
public readonly record struct TunedLookup(IReadOnlyList<(double Rank, double Probability)> Candidates)
{
    /// <summary>The probability of the answer that would be given when so much is required; null when none would.</summary>
    public double? Answer(double required)
    {
        (double Rank, double Probability)? best = null;
        foreach (var candidate in Candidates)
        {
            if (candidate.Probability >= required && (best is null || candidate.Rank > best.Value.Rank)) best = candidate;
        }

        return best?.Probability;
    }
}
