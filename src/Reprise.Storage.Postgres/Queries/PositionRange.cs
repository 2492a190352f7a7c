using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>Positions from <see cref="Low"/> to <see cref="High"/>, both included.</summary>
internal readonly record struct PositionRange(long Low, long High)
{
    public static PositionRange All { get; } = new(0, long.MaxValue);

    public static PositionRange None { get; } = new(1, 0);

    public bool IsEmpty => Low > High;

    public static PositionRange Of(DateTimeOffset? from, DateTimeOffset? to) => Of(from is { } first ? First(first) : 0, to is { } end ? First(end) - 1 : long.MaxValue);

    /// <summary>From one time to before another, in milliseconds since 1970.</summary>
    public static PositionRange OfMilliseconds(long fromMs, long toMs) => Of((Int128)fromMs << Position.TieBits, toMs == long.MaxValue ? long.MaxValue : ((Int128)toMs << Position.TieBits) - 1);

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
        FieldFilter { Field.Name: "timestamp" } time => Of(time) is var range ? Within(range) : this,
        AndFilter and => and.Parts.Aggregate(this, (range, part) => range.Within(part)),
        _ => this,
    };

    public PositionRange Within(PositionRange other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    public PositionRange Within(long? after, bool ascending) => after is not { } position ? this
        : ascending ? this with { Low = Math.Max(Low, position + 1) }
        : this with { High = Math.Min(High, position - 1) };

    /// <summary>Adds the range as a condition on the row <c>i</c>: on the time, by which months are told apart, and where it cuts a millisecond on the position.</summary>
    public void Write(SqlText sql)
    {
        if (this == All) return;
        if (Low > 0) sql.Add(" AND i.timestamp >= ").Value(Position.Time(Low));
        if (High < long.MaxValue) sql.Add(" AND i.timestamp <= ").Value(Position.Time(High));
        if (Low > Position.Start(Position.Time(Low))) sql.Add(" AND i.position >= ").Value(Low);
        if (High < Position.Last(High)) sql.Add(" AND i.position <= ").Value(High);
    }

    // Times before the first position and behind the last are told from these: nothing is before 1970, and 2248 is before 2249.
    private static PositionRange Of(Int128 low, Int128 high) =>
        low > long.MaxValue || high < 0 ? None : new PositionRange((long)Int128.Max(low, 0), (long)Int128.Min(high, long.MaxValue));

    /// <summary>The first position that is not before a time.</summary>
    private static Int128 First(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? (Int128)time.ToUnixTimeMilliseconds() << Position.TieBits : After(time);

    /// <summary>The first position that is behind a time.</summary>
    private static Int128 After(DateTimeOffset time) => ((Int128)time.ToUnixTimeMilliseconds() + 1) << Position.TieBits;
}
