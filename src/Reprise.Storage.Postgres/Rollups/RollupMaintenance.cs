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
    private static readonly TimeSpan s_minutesKept = TimeSpan.FromDays(14);
    private readonly CopyBuffer _buffer = new();
    private long _minutesFrom;

    /// <param name="quiet">Hours that were changed within this time are left alone: more changes are likely to come.</param>
    public async Task RunAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (!await AdvisoryLock.TryHoldAsync(connection, database.Schema, "rollups", cancellationToken).ConfigureAwait(false)) return;
        try
        {
            foreach (var (project, day) in await DaysWithGapsAsync(connection, quiet, cancellationToken).ConfigureAwait(false))
                await InOneMomentAsync(connection, () => RebuildAsync(connection, project, day, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var (project, granule, bucket) in await FreshBucketsAsync(connection, cancellationToken).ConfigureAwait(false))
                await InOneMomentAsync(connection, () => MergeAsync(connection, project, granule, bucket, cancellationToken), cancellationToken).ConfigureAwait(false);
            var from = RollupGranule.Day.StartOf((time.GetUtcNow() - s_minutesKept).ToUnixTimeMilliseconds());
            if (from == _minutesFrom) return;
            await InOneMomentAsync(connection, () => DropMinutesAsync(connection, from, cancellationToken), cancellationToken).ConfigureAwait(false);
            _minutesFrom = from;
        }
        finally
        {
            await AdvisoryLock.ReleaseAsync(connection, database.Schema, "rollups").ConfigureAwait(false);
        }
    }

    private static Task<bool> InOneMomentAsync(NpgsqlConnection connection, Func<Task> step, CancellationToken cancellationToken) => Retry.OnCollisionAsync(async () =>
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await step().ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    });

    private static async Task<IReadOnlyList<(string Project, long Day)>> DaysWithGapsAsync(NpgsqlConnection connection, TimeSpan quiet, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT g.project, g.hour / 24 FROM rollup_gaps AS g GROUP BY 1, 2 HAVING max(g.changed) <= now() - make_interval(secs => ").Value(quiet.TotalSeconds);
        sql.Add(") ORDER BY 1, 2 DESC LIMIT ").Value((long)StepsOfPass);
        return await ReadAsync(sql.ToCommand(connection), row => (row.GetString(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<(string Project, RollupGranule Granule, long Bucket)>> FreshBucketsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT DISTINCT r.project, r.granule, r.bucket FROM rollups AS r WHERE r.batch <> '00000000-0000-0000-0000-000000000000' LIMIT ").Value((long)StepsOfPass);
        return await ReadAsync(sql.ToCommand(connection), row => (row.GetString(0), (RollupGranule)row.GetInt16(1), row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
    }

    private async Task RebuildAsync(NpgsqlConnection connection, string project, long day, CancellationToken cancellationToken)
    {
        // 1. Which hours, and away with what they have.
        var gaps = new SqlText().Add("DELETE FROM rollup_gaps AS g WHERE g.project = ").Value(project).Add(" AND g.hour / 24 = ").Value(day).Add(" RETURNING g.hour");
        var hours = (await ReadAsync(gaps.ToCommand(connection), row => row.GetInt64(0), cancellationToken).ConfigureAwait(false)).Distinct().ToArray();
        if (hours.Length == 0) return;
        var stale = new SqlText().Add("DELETE FROM rollups AS r WHERE r.project = ").Value(project).Add(" AND (r.granule = 2 AND r.bucket = ").Value(day);
        stale.Add(" OR r.granule = 1 AND r.bucket = ANY(").Value(hours).Add(") OR r.granule = 0 AND r.bucket >= ").Value(day * 1440).Add(" AND r.bucket < ").Value((day + 1) * 1440);
        stale.Add(" AND r.bucket / 60 = ANY(").Value(hours).Add("))");
        await ExecuteAsync(stale, connection, cancellationToken).ConfigureAwait(false);

        // 2. Minutes and hours from rows.
        var rebuilt = new RollupBatch();
        foreach (var hour in hours)
        {
            var rows = new SqlText().Add($"SELECT {SampleRow.Columns}, s.id FROM interactions AS i JOIN shapes AS s ON s.project = i.project AND {ShapeMatch} WHERE i.project = ").Value(project);
            PositionRange.OfMilliseconds(hour * RollupGranule.Hour.Milliseconds(), (hour + 1) * RollupGranule.Hour.Milliseconds()).Write(rows);
            foreach (var (sample, shape) in await ReadAsync(rows.ToCommand(connection), row => (SampleRow.Read(row), row.GetGuid(SampleRow.Count)), cancellationToken).ConfigureAwait(false))
                rebuilt.Add(project, shape, sample, [RollupGranule.Minute, RollupGranule.Hour]);
        }

        await CopyAsync(connection, rebuilt, RollupBatch.Merged, cancellationToken).ConfigureAwait(false);

        // 3. The day from its hours.
        var ofDay = new SqlText().Add("SELECT r.shape, r.measure FROM rollups AS r WHERE r.project = ").Value(project).Add(" AND r.granule = 1 AND r.bucket >= ").Value(day * 24).Add(" AND r.bucket < ").Value((day + 1) * 24);
        var whole = new RollupBatch();
        foreach (var (shape, measure) in await ReadAsync(ofDay.ToCommand(connection), row => (row.GetGuid(0), row.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false))
            whole.Add(project, RollupGranule.Day, day, shape, measure);
        await CopyAsync(connection, whole, RollupBatch.Merged, cancellationToken).ConfigureAwait(false);
    }

    private async Task MergeAsync(NpgsqlConnection connection, string project, RollupGranule granule, long bucket, CancellationToken cancellationToken)
    {
        var parts = new SqlText().Add("DELETE FROM rollups AS r WHERE r.project = ").Value(project).Add(" AND r.granule = ").Value((short)granule).Add(" AND r.bucket = ").Value(bucket).Add(" RETURNING r.shape, r.measure");
        var merged = new RollupBatch();
        foreach (var (shape, measure) in await ReadAsync(parts.ToCommand(connection), row => (row.GetGuid(0), row.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false))
            merged.Add(project, granule, bucket, shape, measure);
        await CopyAsync(connection, merged, RollupBatch.Merged, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Once a day, since it looks through all minutes.</summary>
    private static async Task DropMinutesAsync(NpgsqlConnection connection, long from, CancellationToken cancellationToken)
    {
        var state = new SqlText().Add("INSERT INTO rollup_minutes AS m (project, minutes_from) SELECT DISTINCT r.project, ").Value(from).Add("::bigint FROM rollups AS r WHERE r.granule = 0 AND r.bucket < ").Value(from / RollupGranule.Minute.Milliseconds());
        state.Add(" ON CONFLICT (project) DO UPDATE SET minutes_from = greatest(m.minutes_from, excluded.minutes_from)");
        await ExecuteAsync(state, connection, cancellationToken).ConfigureAwait(false);
        var old = new SqlText().Add("DELETE FROM rollups AS r WHERE r.granule = 0 AND r.bucket < ").Value(from / RollupGranule.Minute.Milliseconds());
        await ExecuteAsync(old, connection, cancellationToken).ConfigureAwait(false);
    }

    // Null is a value here.
    private const string ShapeMatch =
        "s.kind = i.kind AND s.status = i.status AND s.dialect = i.dialect AND s.streamed = i.streamed AND (s.name, s.provider, s.model, s.response_model, s.http_status, s.error_code, s.prompt_type, "
        + "s.finish_reason, s.country, s.cache_status, s.estimated) IS NOT DISTINCT FROM (i.name, i.provider, i.model, i.response_model, i.http_status, i.error_code, i.prompt_type, i.finish_reason, "
        + "i.country, i.cache_status, i.estimated)";

    private async Task CopyAsync(NpgsqlConnection connection, RollupBatch batch, Guid name, CancellationToken cancellationToken)
    {
        if (batch.IsEmpty) return;
        batch.Write(_buffer, name);
        var copy = await connection.BeginRawBinaryCopyAsync(RollupBatch.Copy, cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        await copy.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(SqlText sql, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = sql.ToCommand(connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        using (command)
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = reader.ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
            return rows;
        }
    }
}
