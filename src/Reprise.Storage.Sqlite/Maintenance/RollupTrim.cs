using Reprise.Interactions;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Maintenance;

/// <summary>Lets minutes go that are older than two days: where almost every call has a minute of its own they are as many as rows. Hours and rows answer there.</summary>
internal sealed class RollupTrim(SqliteInteractionStore store, TimeProvider time) : IMaintenanceTask
{
    // Minutes of all shapes: some thousand rows at most where calls are many.
    private const int BucketsOfStep = 60;

    private static readonly long s_minute = RollupGranule.Minute.Milliseconds();
    private static readonly long s_hour = RollupGranule.Hour.Milliseconds();
    private static readonly long s_kept = 2 * RollupGranule.Day.Milliseconds();

    public async Task<bool> StepAsync(CancellationToken cancellationToken) => await store.WriteBesideAsync(Trim, cancellationToken).ConfigureAwait(false);

    private bool Trim(SqliteWriter writer)
    {
        // 1. From when on they are kept. A clock of the future takes none away.
        var newest = Math.Min(writer.Database.Scalar("SELECT max(position) FROM interactions") >> Position.TieBits, time.GetUtcNow().ToUnixTimeMilliseconds());
        var from = (newest - s_kept) / s_hour * s_hour;
        var state = writer.Rollups.State;
        if (from > state.MinutesFromMs) writer.Transact(() => writer.Rollups.SetState(state with { MinutesFromMs = from }));

        // 2. An hour's worth of the oldest before that, of any project.
        var end = writer.Rollups.State.MinutesFromMs / s_minute;
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
