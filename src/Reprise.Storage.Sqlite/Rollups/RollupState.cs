using Reprise.Interactions;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>How far the rollups reach.</summary>
/// <param name="Floor">Interactions from this position on are in them. 0 when all are.</param>
/// <param name="MinutesFromMs">Minutes are kept from this time on, in milliseconds since 1970.</param>
internal sealed record RollupState(long Floor, long MinutesFromMs)
{
    public static RollupState Read(SqliteDatabase database)
    {
        var find = database.Prepare("SELECT floor, minutes_from FROM rollup_state");
        var state = find.Step() ? new RollupState(find.Long(0), find.Long(1)) : new RollupState(long.MaxValue, 0);
        find.Reset();
        return state;
    }

    public void Save(SqliteDatabase database)
    {
        var save = database.Prepare("UPDATE rollup_state SET floor = ?1, minutes_from = ?2");
        save.Bind(1, Floor);
        save.Bind(2, MinutesFromMs);
        save.Run();
    }

    public RollupCoverage ToCoverage()
    {
        if (Floor == long.MaxValue) return RollupCoverage.None;
        // The first millisecond whose positions are all in.
        var from = (Floor >> Position.TieBits) + ((Floor & Position.Last(0)) == 0 ? 0 : 1);
        return new RollupCoverage(Math.Max(from, MinutesFromMs), from, from);
    }
}
