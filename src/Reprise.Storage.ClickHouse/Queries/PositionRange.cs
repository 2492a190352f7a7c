using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>Positions from <see cref="Low"/> to <see cref="High"/>, both included.</summary>
internal readonly record struct PositionRange(long Low, long High)
{
    public static PositionRange All { get; } = new(0, long.MaxValue);

    public static PositionRange None { get; } = new(1, 0);

    public static PositionRange Of(DateTimeOffset? from, DateTimeOffset? to) =>
        Of(from is { } first ? First(first) : 0, to is { } end ? First(end) - 1 : long.MaxValue);

    /// <summary>The positions that a condition on the timestamp selects.</summary>
    public static PositionRange Of(FieldFilter filter)
    {
        var time = filter.Value is DateTimeOffset value ? value : default;
        return filter.Operator switch
        {
            FilterOperator.Present => All,
            FilterOperator.Less => Of(0, First(time) - 1),
            FilterOperator.LessOrEqual => Of(0, Behind(time) - 1),
            FilterOperator.Greater => Of(Behind(time), long.MaxValue),
            FilterOperator.GreaterOrEqual => Of(First(time), long.MaxValue),
            FilterOperator.Equal when IsWhole(time) => Of(First(time), Behind(time) - 1),
            _ => None,
        };
    }

    public PositionRange After(long? position, bool ascending) => position is not { } last ? this
        : ascending ? this with { Low = Math.Max(Low, last + 1) }
        : this with { High = Math.Min(High, last - 1) };

    // Times before the first position and behind the last one are told from these: nothing is before 1970, and 2248 is before 2249.
    private static PositionRange Of(Int128 low, Int128 high) =>
        low > long.MaxValue || high < 0 ? None : new PositionRange((long)Int128.Max(low, 0), (long)Int128.Min(high, long.MaxValue));

    /// <summary>The first position that is not before a time.</summary>
    private static Int128 First(DateTimeOffset time) => IsWhole(time) ? (Int128)time.ToUnixTimeMilliseconds() << Position.TieBits : Behind(time);

    /// <summary>The first position behind a time's millisecond.</summary>
    private static Int128 Behind(DateTimeOffset time) => ((Int128)time.ToUnixTimeMilliseconds() + 1) << Position.TieBits;

    private static bool IsWhole(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerMillisecond == 0;
}
