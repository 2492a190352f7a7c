using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>Positions from <see cref="Low"/> to <see cref="High"/>, both included.</summary>
internal readonly record struct PositionRange(long Low, long High)
{
    public static PositionRange All { get; } = new(0, long.MaxValue);

    public static PositionRange Of(DateTimeOffset? from, DateTimeOffset? to) =>
        new(from is { } first ? First(first) : 0, to is { } end ? First(end) - 1 : long.MaxValue);

    /// <summary>The positions that a condition on the timestamp selects.</summary>
    public static PositionRange Of(FieldFilter filter)
    {
        var time = filter.Value is DateTimeOffset value ? value : default;
        var isWhole = time.Ticks % TimeSpan.TicksPerMillisecond == 0;
        return filter.Operator switch
        {
            FilterOperator.Present => All,
            FilterOperator.Less => new PositionRange(0, First(time) - 1),
            FilterOperator.LessOrEqual => new PositionRange(0, After(time) - 1),
            FilterOperator.Greater => new PositionRange(After(time), long.MaxValue),
            FilterOperator.GreaterOrEqual => new PositionRange(First(time), long.MaxValue),
            FilterOperator.Equal when isWhole => new PositionRange(First(time), After(time) - 1),
            _ => new PositionRange(1, 0),
        };
    }

    public PositionRange Behind(long? after, bool ascending) => after is not { } position ? this
        : ascending ? this with { Low = Math.Max(Low, position + 1) }
        : this with { High = Math.Min(High, position - 1) };

    /// <summary>The first position that is not before a time.</summary>
    private static long First(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? Position.Start(time) : After(time);

    /// <summary>The first position that is behind a time's millisecond.</summary>
    private static long After(DateTimeOffset time) =>
        Position.Start(time > DateTimeOffset.MaxValue.AddMilliseconds(-1) ? DateTimeOffset.MaxValue : time.AddTicks(TimeSpan.TicksPerMillisecond - (time.Ticks % TimeSpan.TicksPerMillisecond)));
}
