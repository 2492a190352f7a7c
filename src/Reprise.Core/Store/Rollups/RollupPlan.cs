namespace Reprise.Store.Rollups;

/// <summary>A stretch of time and what answers it; times in milliseconds since 1970.</summary>
/// <param name="FromMs">Where it begins.</param>
/// <param name="ToMs">Where it ends, itself left out; <see cref="long.MaxValue"/> where it does not.</param>
/// <param name="Granule">The rollup that answers; null for rows.</param>
public readonly record struct RollupPart(long FromMs, long ToMs, RollupGranule? Granule);

/// <summary>From when on an engine's rollups are complete, in milliseconds since 1970; <see cref="long.MaxValue"/> for one that is not kept.</summary>
public sealed record RollupCoverage(long Minutes, long Hours, long Days)
{
    /// <summary>No rollups at all.</summary>
    public static RollupCoverage None { get; } = new(long.MaxValue, long.MaxValue, long.MaxValue);

    /// <summary>Everything.</summary>
    public static RollupCoverage All { get; } = new(0, 0, 0);

    public long Of(RollupGranule granule) => granule switch
    {
        RollupGranule.Minute => Minutes,
        RollupGranule.Hour => Hours,
        _ => Days,
    };
}

/// <summary>
/// How an aggregate is answered: which stretch of its time from which rollup, and what from rows. A query that filters and groups by fields of the shape alone
/// (and by time) takes the widest granules that fit into its range and its buckets, narrower ones beside them, and rows at the ragged edges. Any other is
/// answered from rows.
/// </summary>
/// <param name="ShapeFilter">What is asked of shapes: the filter less its conditions on time. For a plan from rows alone, the whole filter.</param>
/// <param name="Parts">In order of time, side by side, none empty; no part when the range is empty.</param>
public sealed record RollupPlan(Filter ShapeFilter, IReadOnlyList<RollupPart> Parts)
{
    /// <summary>As <see cref="AggregateResult.Source"/> says it: the coarsest rollup that takes part, or <c>rows</c>.</summary>
    public string Source => Parts.Max(part => part.Granule)?.Name() ?? "rows";

    public bool UsesRollups => Parts.Any(part => part.Granule is not null);

    public static RollupPlan Of(AggregateQuery query, RollupCoverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        var fields = QueryLimits.Check(query);
        var (fromMs, toMs) = MillisecondRange.Of(query.From, query.To);
        var times = MillisecondRange.ConditionsOn(query.Filter);
        var filter = WithoutTimes(query.Filter, times);
        foreach (var time in times)
        {
            var (first, end) = MillisecondRange.Of(time);
            (fromMs, toMs) = (Math.Max(fromMs, first), Math.Min(toMs, end));
        }

        if (fromMs >= toMs) return new RollupPlan(filter, []);
        if (!fields.All(ShapeFields.Contains) || !ShapeFields.Decide(filter)) return new RollupPlan(query.Filter, [new RollupPart(fromMs, toMs, null)]);
        var parts = new List<RollupPart>();
        Split(parts, fromMs, toMs, RollupGranules.All.Count - 1, BucketMs(query), coverage);
        return new RollupPlan(filter, parts);
    }

    /// <summary>Takes the widest granule for the middle, and for both edges what is narrower.</summary>
    private static void Split(List<RollupPart> parts, long fromMs, long toMs, int widest, long bucketMs, RollupCoverage coverage)
    {
        if (fromMs >= toMs) return;
        if (widest < 0)
        {
            parts.Add(new RollupPart(fromMs, toMs, null));
            return;
        }

        var granule = RollupGranules.All[widest];
        var width = granule.Milliseconds();
        var begin = RoundUp(Math.Max(fromMs, coverage.Of(granule)), width);
        var end = toMs == long.MaxValue ? toMs : toMs - (toMs % width);
        if (bucketMs % width != 0 || begin >= end)
        {
            Split(parts, fromMs, toMs, widest - 1, bucketMs, coverage);
            return;
        }

        Split(parts, fromMs, begin, widest - 1, bucketMs, coverage);
        parts.Add(new RollupPart(begin, end, granule));
        Split(parts, end, toMs, widest - 1, bucketMs, coverage);
    }

    private static long RoundUp(long value, long width) => value > long.MaxValue - width ? long.MaxValue : (value + width - 1) / width * width;

    private static long BucketMs(AggregateQuery query) => (long)(query.Bucket?.TotalMilliseconds ?? 0);

    private static Filter WithoutTimes(Filter filter, IReadOnlyCollection<FieldFilter> times) => filter switch
    {
        FieldFilter field when times.Contains(field, ReferenceEqualityComparer.Instance) => Filter.All,
        AndFilter all when times.Count > 0 => new AndFilter([.. all.Parts.Select(part => WithoutTimes(part, times)).Where(part => part is not AndFilter { Parts.Count: 0 })]),
        _ => filter,
    };
}
