using Reprise.Interactions;
using Reprise.Storage.Sqlite.Rollups;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>
/// Adds interactions to the rollups that were recorded before there were any, from the newest back. Each step lowers the floor in its own transaction, so it goes
/// on where it was after a restart; until it has come to an interaction, aggregates find that one in the rows.
/// </summary>
internal sealed class RollupFill(SqliteInteractionStore store) : IMaintenanceTask
{
    // Some tens of milliseconds.
    private const int RowsOfStep = 4000;

    public async Task<bool> StepAsync(CancellationToken cancellationToken) => await store.WriteBesideAsync(Fill, cancellationToken).ConfigureAwait(false);

    private static bool Fill(SqliteWriter writer)
    {
        if (writer.Rollups.State.Floor == 0) return false;
        writer.Transact(() => Add(writer));
        return true;
    }

    private static void Add(SqliteWriter writer)
    {
        var floor = writer.Rollups.State.Floor;
        var find = writer.Database.Prepare($"SELECT {SampleRow.Columns}, i.project FROM interactions AS i WHERE i.position < ?1 ORDER BY i.position DESC LIMIT ?2");
        find.Bind(1, floor);
        find.Bind(2, (long)RowsOfStep);
        var (rows, last) = (0, floor);
        // What is below the floor is not added; it is lowered before anything is.
        writer.Rollups.SetState(writer.Rollups.State with { Floor = 0 });
        for (; find.Step(); rows++)
        {
            last = find.Long(0);
            writer.Rollups.Add((int)find.Long(SampleRow.Count), (int)find.Long(SampleRow.ShapeColumn), SampleRow.Read(find, writer.Shapes), last);
        }

        find.Reset();
        writer.Rollups.SetState(writer.Rollups.State with { Floor = rows < RowsOfStep ? 0 : last });
    }
}
