namespace Reprise.Store.Rollups;

/// <summary>How much time one row of a rollup covers. Granules begin at multiples of their width since 1970, UTC.</summary>
public enum RollupGranule
{
    Minute,
    Hour,
    Day,
}

public static class RollupGranules
{
    /// <summary>The narrowest first.</summary>
    public static IReadOnlyList<RollupGranule> All { get; } = [RollupGranule.Minute, RollupGranule.Hour, RollupGranule.Day];

    public static long Milliseconds(this RollupGranule granule) => granule switch
    {
        RollupGranule.Minute => 60_000,
        RollupGranule.Hour => 3_600_000,
        _ => 86_400_000,
    };

    /// <summary>As <see cref="AggregateResult.Source"/> names it.</summary>
    public static string Name(this RollupGranule granule) => granule switch
    {
        RollupGranule.Minute => "minutes",
        RollupGranule.Hour => "hours",
        _ => "days",
    };

    /// <summary>The beginning of the granule a time lies in; both in milliseconds since 1970, not before.</summary>
    public static long StartOf(this RollupGranule granule, long timestampMs) => timestampMs - (timestampMs % granule.Milliseconds());
}
