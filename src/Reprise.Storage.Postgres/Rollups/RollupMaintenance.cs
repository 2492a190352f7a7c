using System.Data;
using Npgsql;
using Reprise.Storage.Postgres.Queries;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>
/// Makes hours with gaps anew from their rows, puts the rows that batches added to a bucket together, and lets old minutes go. Each step is a transaction of one
/// moment: what it reads is exactly what it replaces, and what is stored meanwhile stays beside it. Of several servers one does this at a time.
/// </summary>
internal sealed class RollupMaintenance(PostgresDatabase database, TimeProvider time)
{
    private const int StepsOfPass = 2000;

    // A day that keeps changing is made anew once in so many quiet times.
    private const int MostQuietTimes = 20;

    private static readonly TimeSpan s_minutesKept = TimeSpan.FromDays(14);
    private readonly RollupRebuild _rebuild = new();
    private long _minutesFrom;

    /// <param name="quiet">Days that were changed within this time are left alone, unless they wait long already: more changes are likely to come.</param>
    /// <returns>How many damaged rollups were found. The next pass makes them anew.</returns>
    public async Task<int> RunAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        if (!database.KeepsRollups) return 0;
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (!await AdvisoryLock.TryHoldAsync(connection, database.Schema, "rollups", cancellationToken).ConfigureAwait(false)) return 0;
        try
        {
            var damaged = 0;
            foreach (var (project, day) in await DaysWithGapsAsync(connection, quiet, cancellationToken).ConfigureAwait(false))
                damaged += await InOneMomentAsync(connection, () => _rebuild.RebuildAsync(connection, project, day, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var (project, granule, bucket) in await FreshBucketsAsync(connection, cancellationToken).ConfigureAwait(false))
                damaged += await MergeAsync(connection, project, granule, bucket, cancellationToken).ConfigureAwait(false);
            await DropMinutesAsync(connection, cancellationToken).ConfigureAwait(false);
            return damaged;
        }
        finally
        {
            await AdvisoryLock.ReleaseAsync(connection, database.Schema, "rollups").ConfigureAwait(false);
        }
    }

    private static Task<int> InOneMomentAsync(NpgsqlConnection connection, Func<Task<int>> step, CancellationToken cancellationToken) => Retry.OnCollisionAsync(async () =>
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var result = await step().ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    });

    /// <summary>One that cannot be read leaves the others alone: its hour is marked, and made anew without being read.</summary>
    private async Task<int> MergeAsync(NpgsqlConnection connection, string project, RollupGranule granule, long bucket, CancellationToken cancellationToken)
    {
        try
        {
            return await InOneMomentAsync(connection, () => _rebuild.MergeAsync(connection, project, granule, bucket, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            await RollupGaps.MarkHoursAsync(connection, [(project, bucket * granule.Milliseconds() / RollupGranule.Hour.Milliseconds())], cancellationToken).ConfigureAwait(false);
            return 1;
        }
    }

    private static Task<List<(string Project, long Day)>> DaysWithGapsAsync(NpgsqlConnection connection, TimeSpan quiet, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT g.project, g.hour / 24 FROM rollup_gaps AS g GROUP BY 1, 2 HAVING max(g.changed) <= now() - make_interval(secs => ").Value(quiet.TotalSeconds);
        sql.Add(") OR min(g.changed) <= now() - make_interval(secs => ").Value(MostQuietTimes * quiet.TotalSeconds).Add(") ORDER BY 1, 2 DESC LIMIT ").Value((long)StepsOfPass);
        return sql.ReadAsync(connection, row => (row.GetString(0), row.GetInt64(1)), cancellationToken);
    }

    private static Task<List<(string Project, RollupGranule Granule, long Bucket)>> FreshBucketsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT DISTINCT r.project, r.granule, r.bucket FROM rollups AS r WHERE r.batch <> '00000000-0000-0000-0000-000000000000' LIMIT ").Value((long)StepsOfPass);
        return sql.ReadAsync(connection, row => (row.GetString(0), (RollupGranule)row.GetInt16(1), row.GetInt64(2)), cancellationToken);
    }

    /// <summary>Once a day, since it looks at all projects. Readers are told first, then the minutes go in steps.</summary>
    private async Task DropMinutesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const long StepRows = 20_000;
        var from = RollupGranule.Day.StartOf((time.GetUtcNow() - s_minutesKept).ToUnixTimeMilliseconds());
        if (from == _minutesFrom) return;
        var bucket = from / RollupGranule.Minute.Milliseconds();
        var projects = new SqlText().Add("WITH RECURSIVE p AS ((SELECT project FROM rollups ORDER BY project LIMIT 1) UNION ALL ");
        projects.Add("SELECT (SELECT r.project FROM rollups AS r WHERE r.project > p.project ORDER BY r.project LIMIT 1) FROM p WHERE p.project IS NOT NULL) ");
        projects.Add("SELECT p.project FROM p WHERE EXISTS (SELECT 1 FROM rollups AS r WHERE r.project = p.project AND r.granule = 0 AND r.bucket < ").Value(bucket).Add(")");
        foreach (var project in await projects.ReadAsync(connection, row => row.GetString(0), cancellationToken).ConfigureAwait(false))
        {
            var state = new SqlText().Add("INSERT INTO rollup_minutes AS m (project, minutes_from) VALUES (").Value(project).Add(", ").Value(from);
            await state.Add(") ON CONFLICT (project) DO UPDATE SET minutes_from = greatest(m.minutes_from, excluded.minutes_from)").RunAsync(connection, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var old = new SqlText().Add("DELETE FROM rollups AS r USING (SELECT o.bucket, o.shape, o.batch FROM rollups AS o WHERE o.project = ").Value(project).Add(" AND o.granule = 0 AND o.bucket < ");
                old.Value(bucket).Add(" ORDER BY o.bucket LIMIT ").Value(StepRows).Add(") AS d WHERE r.project = ").Value(project);
                old.Add(" AND r.granule = 0 AND r.bucket = d.bucket AND r.shape = d.shape AND r.batch = d.batch");
                if (await old.RunAsync(connection, cancellationToken).ConfigureAwait(false) < StepRows) break;
            }
        }

        _minutesFrom = from;
    }
}
