namespace Reprise.Store.Rollups;

/// <summary>Ranges of time as the whole milliseconds they hold: stores keep no finer times.</summary>
internal static class MillisecondRange
{
    private const long Open = long.MaxValue;

    public static (long From, long To) Of(DateTimeOffset? from, DateTimeOffset? to) => (from is { } first ? Ceiling(first) : 0, to is { } end ? Ceiling(end) : Open);

    /// <summary>What a condition on the timestamp selects.</summary>
    public static (long From, long To) Of(FieldFilter filter)
    {
        if (filter.Operator is FilterOperator.Present) return (0, Open);
        if (filter.Value is not DateTimeOffset time || filter.Operator is FilterOperator.Missing) return (0, 0);
        return filter.Operator switch
        {
            FilterOperator.Less => (0, Ceiling(time)),
            FilterOperator.LessOrEqual => (0, After(time)),
            FilterOperator.Greater => (After(time), Open),
            FilterOperator.GreaterOrEqual => (Ceiling(time), Open),
            FilterOperator.Equal when time.Ticks % TimeSpan.TicksPerMillisecond == 0 => (Ceiling(time), After(time)),
            _ => (0, 0),
        };
    }

    /// <summary>The conditions on the timestamp that a filter makes of everything it selects.</summary>
    public static IReadOnlyList<FieldFilter> ConditionsOn(Filter filter) => filter switch
    {
        FieldFilter { Field.Name: "timestamp" } time => [time],
        AndFilter and => [.. and.Parts.SelectMany(ConditionsOn)],
        _ => [],
    };

    // Times before 1970 are kept as 1970.
    private static long Ceiling(DateTimeOffset time) => Math.Max(0, time.ToUnixTimeMilliseconds() + (time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1));

    private static long After(DateTimeOffset time) => Math.Max(0, time.ToUnixTimeMilliseconds() + 1);
}
