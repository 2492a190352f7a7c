using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Queries;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>The steps that replace rollups, each inside a transaction that sees one moment. Keeps its buffer for the next step; used by one at a time.</summary>
internal sealed class RollupRebuild
{
    private readonly CopyBuffer _buffer = new();

    /// <summary>The hours of a day that are marked, and the day. Returns how many other hours of it turned out to be damaged; they are marked now.</summary>
    public async Task<int> RebuildAsync(NpgsqlConnection connection, string project, long day, CancellationToken cancellationToken)
    {
        // 1. Which hours, and away with what they have, unread.
        var gaps = new SqlText().Add("DELETE FROM rollup_gaps AS g WHERE g.project = ").Value(project).Add(" AND g.hour / 24 = ").Value(day).Add(" RETURNING g.hour");
        var hours = (await gaps.ReadAsync(connection, row => row.GetInt64(0), cancellationToken).ConfigureAwait(false)).Distinct().ToArray();
        if (hours.Length == 0) return 0;
        var stale = new SqlText().Add("DELETE FROM rollups AS r WHERE r.project = ").Value(project).Add(" AND (r.granule = 2 AND r.bucket = ").Value(day);
        stale.Add(" OR r.granule = 1 AND r.bucket = ANY(").Value(hours).Add(") OR r.granule = 0 AND r.bucket >= ").Value(day * 1440).Add(" AND r.bucket < ").Value((day + 1) * 1440);
        await stale.Add(" AND r.bucket / 60 = ANY(").Value(hours).Add("))").RunAsync(connection, cancellationToken).ConfigureAwait(false);

        // 2. Minutes and hours from rows.
        var rebuilt = new RollupBatch();
        var shapes = new Dictionary<RollupShape, Guid>();
        foreach (var hour in hours) await AddRowsAsync(connection, rebuilt, shapes, project, hour, cancellationToken).ConfigureAwait(false);
        await ShapeTable.InsertAsync(connection, [.. shapes.Select(shape => (project, shape.Value, shape.Key))], cancellationToken).ConfigureAwait(false);
        await CopyAsync(connection, rebuilt, cancellationToken).ConfigureAwait(false);

        // 3. The day from its hours.
        var ofDay = new SqlText().Add("SELECT r.bucket, r.shape, r.measure FROM rollups AS r WHERE r.project = ").Value(project);
        ofDay.Add(" AND r.granule = 1 AND r.bucket >= ").Value(day * 24).Add(" AND r.bucket < ").Value((day + 1) * 24);
        var whole = new RollupBatch();
        var damaged = new HashSet<long>();
        await ofDay.EachAsync(
            connection,
            row =>
            {
                try
                {
                    whole.Add(project, RollupGranule.Day, day, row.GetGuid(1), row.GetFieldValue<byte[]>(2));
                }
                catch (InvalidDataException)
                {
                    damaged.Add(row.GetInt64(0));
                }
            },
            cancellationToken).ConfigureAwait(false);

        // A day with a marked hour is not asked, and is made when that hour is.
        if (damaged.Count == 0) await CopyAsync(connection, whole, cancellationToken).ConfigureAwait(false);
        else await RollupGaps.MarkHoursAsync(connection, damaged.Select(hour => (project, hour)), cancellationToken).ConfigureAwait(false);
        return damaged.Count;
    }

    /// <summary>Puts the rows of a bucket together. Throws <see cref="InvalidDataException"/> where one is damaged.</summary>
    public async Task<int> MergeAsync(NpgsqlConnection connection, string project, RollupGranule granule, long bucket, CancellationToken cancellationToken)
    {
        var parts = new SqlText().Add("DELETE FROM rollups AS r WHERE r.project = ").Value(project).Add(" AND r.granule = ").Value((short)granule);
        parts.Add(" AND r.bucket = ").Value(bucket).Add(" RETURNING r.shape, r.measure");
        var merged = new RollupBatch();
        await parts.EachAsync(connection, row => merged.Add(project, granule, bucket, row.GetGuid(0), row.GetFieldValue<byte[]>(1)), cancellationToken).ConfigureAwait(false);
        await CopyAsync(connection, merged, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private static async Task AddRowsAsync(NpgsqlConnection connection, RollupBatch rebuilt, Dictionary<RollupShape, Guid> shapes, string project, long hour, CancellationToken cancellationToken)
    {
        var width = RollupGranule.Hour.Milliseconds();
        var rows = new SqlText().Add($"SELECT {SampleRow.Columns}, i.own, {RollupShape.Columns} FROM interactions AS i WHERE i.project = ").Value(project);
        PositionRange.OfMilliseconds(hour * width, (hour + 1) * width).Write(rows);
        await rows.EachAsync(connection, row => rebuilt.Add(project, ShapeOf(row), SampleRow.Read(row), [RollupGranule.Minute, RollupGranule.Hour]), cancellationToken).ConfigureAwait(false);

        // A database that lost what it had committed may lack shapes that its rows have again.
        Guid ShapeOf(NpgsqlDataReader row)
        {
            if (row.GetBoolean(SampleRow.Count)) return RollupShape.Own;
            var shape = RollupShape.Read(row, SampleRow.Count + 1);
            if (!shapes.TryGetValue(shape, out var id)) shapes.Add(shape, id = shape.ToId());
            return id;
        }
    }

    private async Task CopyAsync(NpgsqlConnection connection, RollupBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsEmpty) return;
        batch.Write(_buffer, RollupBatch.Merged);
        var copy = await connection.BeginRawBinaryCopyAsync(RollupBatch.Copy, cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        await copy.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
    }
}
