using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>Positions from <see cref="Low"/> to <see cref="High"/>, both included.</summary>
internal readonly record struct PositionRange(long Low, long High)
{
    private const long MostMilliseconds = long.MaxValue >> Position.TieBits;

    public static PositionRange All { get; } = new(0, long.MaxValue);

    public bool IsEmpty => Low > High;

    public static PositionRange Of(DateTimeOffset? from, DateTimeOffset? to) =>
        new(from is { } first ? First(first) : 0, to is { } end ? First(end) - 1 : long.MaxValue);

    /// <summary>From one time to before another, in milliseconds since 1970.</summary>
    public static PositionRange OfMilliseconds(long fromMs, long toMs) =>
        new(fromMs > MostMilliseconds ? long.MaxValue : fromMs << Position.TieBits, toMs > MostMilliseconds ? long.MaxValue : (toMs << Position.TieBits) - 1);

    /// <summary>The positions that a condition on the timestamp selects.</summary>
    public static PositionRange Of(FieldFilter filter)
    {
        var time = filter.Value is DateTimeOffset value ? value : default;
        return filter.Operator switch
        {
            FilterOperator.Present => All,
            FilterOperator.Missing => new PositionRange(1, 0),
            FilterOperator.Less => new PositionRange(0, First(time) - 1),
            FilterOperator.LessOrEqual => new PositionRange(0, After(time) - 1),
            FilterOperator.Greater => new PositionRange(After(time), long.MaxValue),
            FilterOperator.GreaterOrEqual => new PositionRange(First(time), long.MaxValue),
            _ when time.Ticks % TimeSpan.TicksPerMillisecond != 0 => new PositionRange(1, 0),
            _ => new PositionRange(Position.Start(time), After(time) - 1),
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

    private static long First(DateTimeOffset time) => Position.Start(time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? time : NextMillisecond(time));

    private static long After(DateTimeOffset time) => Position.Start(NextMillisecond(time));

    private static DateTimeOffset NextMillisecond(DateTimeOffset time) =>
        time > DateTimeOffset.MaxValue.AddMilliseconds(-1) ? DateTimeOffset.MaxValue : time.AddTicks(TimeSpan.TicksPerMillisecond - (time.Ticks % TimeSpan.TicksPerMillisecond));
}
