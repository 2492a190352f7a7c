using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>Positions from <see cref="Low"/> to <see cref="High"/>, both included.</summary>
internal readonly record struct PositionRange(long Low, long High)
{
    public static PositionRange All { get; } = new(0, long.MaxValue);

    public static PositionRange None { get; } = new(1, 0);

    public bool IsEmpty => Low > High;

    public static PositionRange Of(DateTimeOffset? from, DateTimeOffset? to) =>
        Of(from is { } first ? First(first) : 0, to is { } end ? First(end) - 1 : long.MaxValue);

    /// <summary>The positions of the milliseconds from one on and before another; <see cref="long.MaxValue"/> for no end.</summary>
    public static PositionRange OfMilliseconds(long fromMs, long toMs)
    {
        const long End = 1L << (63 - Position.TieBits);
        return new PositionRange(Math.Min(fromMs, End - 1) << Position.TieBits, toMs >= End ? long.MaxValue : (toMs << Position.TieBits) - 1);
    }

    /// <summary>The positions that a condition on the timestamp selects.</summary>
    public static PositionRange Of(FieldFilter filter)
    {
        var time = filter.Value is DateTimeOffset value ? value : default;
        return filter.Operator switch
        {
            FilterOperator.Present => All,
            FilterOperator.Missing => None,
            FilterOperator.Less => Of(0, First(time) - 1),
            FilterOperator.LessOrEqual => Of(0, After(time) - 1),
            FilterOperator.Greater => Of(After(time), long.MaxValue),
            FilterOperator.GreaterOrEqual => Of(First(time), long.MaxValue),
            _ when time.Ticks % TimeSpan.TicksPerMillisecond != 0 => None,
            _ => Of(First(time), After(time) - 1),
        };
    }

    /// <summary>This range less what the filter's conditions on time leave out.</summary>
    public PositionRange Within(Filter filter) => filter switch
    {
        FieldFilter { Field.Name: "timestamp" } time => Within(Of(time)),
        AndFilter and => and.Parts.Aggregate(this, (range, part) => range.Within(part)),
        _ => this,
    };

    public PositionRange Within(PositionRange other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    /// <summary>What follows a page that ended at a position.</summary>
    public PositionRange Within(long? after, bool ascending) => after is not { } position ? this
        : ascending ? this with { Low = Math.Max(Low, position + 1) }
        : this with { High = Math.Min(High, position - 1) };

    // Times before the first position and behind the last are told from these: nothing is before 1970, and 2248 is before 2249.
    private static PositionRange Of(Int128 low, Int128 high) =>
        low > long.MaxValue || high < 0 ? None : new PositionRange((long)Int128.Max(low, 0), (long)Int128.Min(high, long.MaxValue));

    /// <summary>The first position that is not before a time.</summary>
    private static Int128 First(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? (Int128)time.ToUnixTimeMilliseconds() << Position.TieBits : After(time);

    /// <summary>The first position that is behind a time's millisecond.</summary>
    private static Int128 After(DateTimeOffset time) => ((Int128)time.ToUnixTimeMilliseconds() + 1) << Position.TieBits;
}
