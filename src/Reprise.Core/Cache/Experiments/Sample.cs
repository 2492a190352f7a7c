namespace Reprise.Cache.Experiments;

/// <summary>Values by their sums.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">Of the values.</param>
/// <param name="Squares">Of their squares.</param>
/// <param name="Worth">How many independent values one is worth, 0 to 1.</param>
internal readonly record struct Sample(long Count, double Sum, double Squares, double Worth)
{
    public double Mean => Sum / Count;

    /// <summary>Variance of the values, unbiased; rounding may not take it below zero.</summary>
    public double Variance => Math.Max(0, (Squares - Sum * Sum / Count) / (Count - 1));

    /// <summary>How many independent values these are worth.</summary>
    public double Independent => Math.Max(2, Count * Worth);

    /// <summary>Whether they say anything about how much they vary.</summary>
    public bool HasSpread => Count >= 2 && Squares > 0 && double.IsFinite(Squares);

    public static Sample OfCost(ArmCounts arm) => new(arm.Calls, arm.SavedCost, arm.SavedCostSquares, WorthOf(arm));

    public static Sample OfLatency(ArmCounts arm) => new(arm.LatencyCalls, arm.Latency, arm.LatencySquares, WorthOf(arm));

    /// <summary>
    /// What a call is worth when calls of one unit go together: the variance of the hit rate if all calls were independent, against its variance over units. It
    /// is taken over for cost and latency, which follow from the hits.
    /// </summary>
    public static double WorthOf(ArmCounts arm)
    {
        if (arm.Clusters is not { Units: >= 2 } clusters || arm.Calls == 0) return 1;
        var rate = (double)arm.Hits / arm.Calls;
        var alone = rate * (1 - rate) / arm.Calls;
        var residual = clusters.HitsSquares - 2 * rate * clusters.CallsTimesHits + rate * rate * clusters.CallsSquares;
        var together = Math.Max(0, residual) * clusters.Units / (clusters.Units - 1) / ((double)arm.Calls * arm.Calls);
        return alone <= 0 || together <= alone ? 1 : alone / together;
    }
}
