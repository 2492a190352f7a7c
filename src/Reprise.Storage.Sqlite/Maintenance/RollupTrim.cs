using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>Lets minutes go that are older than two days: where calls are few they are as many as rows. Hours and rows answer there.</summary>
internal sealed class RollupTrim(SqliteInteractionStore store, TimeProvider time) : IMaintenanceTask
{
    // Minutes of all shapes: some thousand rows at most where calls are many.
    private const int BucketsOfStep = 60;

    public async Task<bool> StepAsync(CancellationToken cancellationToken) => await store.WriteBesideAsync(Trim, cancellationToken).ConfigureAwait(false);

    private bool Trim(SqliteWriter writer)
    {
        writer.KeepMinutes(time);
        var end = writer.Rollups.State.MinutesFromMs / RollupGranule.Minute.Milliseconds();
        foreach (var project in writer.Projects)
        {
            var find = writer.Database.Prepare("SELECT bucket FROM rollups WHERE granule = 0 AND project = ?1 AND bucket < ?2 ORDER BY bucket LIMIT 1");
            find.Bind(1, (long)project);
            find.Bind(2, end);
            var first = find.Step() ? find.Long(0) : (long?)null;
            find.Reset();
            if (first is not { } bucket) continue;
            writer.Transact(() => writer.Rollups.DropMinutes(project, bucket, Math.Min(end, bucket + BucketsOfStep)));
            return true;
        }

        return false;
    }
}
