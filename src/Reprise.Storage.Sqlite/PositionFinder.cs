using Reprise.Interactions;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// Finds the next free position when one is taken, in one query. Positions of deleted interactions whose words are still in the index count as taken.
/// Where many share a position it remembers how far it came, so that a thousand of them cost a thousand short looks. Used by the writer alone.
/// </summary>
internal sealed class PositionFinder(SqliteDatabase database)
{
    private const int MostRemembered = 4096;

    private readonly Dictionary<long, long> _reached = [];
    private readonly Dictionary<long, long> _full = [];

    /// <summary>The first free position from this one on: within its millisecond, and in a later one when that is full.</summary>
    public long Free(long position)
    {
        var millisecond = position >> Position.TieBits;
        if (_full.TryGetValue(millisecond, out var beyond)) return _full[millisecond] = Beyond(beyond);
        var from = _reached.GetValueOrDefault(position, position);
        var start = millisecond << Position.TieBits;
        if ((Gap(from, Position.Last(position)) ?? Gap(start, from - 1)) is { } free)
        {
            Remember(_reached, position, free);
            return free;
        }

        free = Beyond(Position.NextMillisecond(position));
        Remember(_full, millisecond, free);
        return free;
    }

    /// <summary>After deletions and rollbacks, when positions may have become free.</summary>
    public void Forget()
    {
        _reached.Clear();
        _full.Clear();
    }

    private long Beyond(long position)
    {
        while (true)
        {
            if (Gap(position, Position.Last(position)) is { } free) return free;
            position = Position.NextMillisecond(position);
        }
    }

    private long? Gap(long first, long last)
    {
        if (first > last) return null;
        var taken = database.Prepare("""
            SELECT position FROM interactions WHERE position BETWEEN ?1 AND ?2
            UNION ALL SELECT position FROM unindexed WHERE position BETWEEN ?1 AND ?2
            ORDER BY position
            """);
        taken.Bind(1, first);
        taken.Bind(2, last);
        while (taken.Step() && taken.Long(0) <= first) first = taken.Long(0) + 1;
        taken.Reset();
        return first > last ? null : first;
    }

    private static void Remember(Dictionary<long, long> remembered, long key, long value)
    {
        if (remembered.Count >= MostRemembered) remembered.Clear();
        remembered[key] = value;
    }
}
