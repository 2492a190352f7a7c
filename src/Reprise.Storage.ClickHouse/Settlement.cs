using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Makes an id that several servers stored at once one row again. ClickHouse has no unique key: two servers may both find an id unknown and insert it. Whoever looks
/// after its insert sees what came before it, so the later one sees both; the row of the first insert (the lowest block number) stays, and whoever sees others takes
/// them away. The first is never taken, whoever looks.
/// </summary>
internal sealed class Settlement(ClickHouseClient client)
{
    private const int StepIds = 5000;

    /// <summary>Two milliseconds.</summary>
    private const long Near = 2L << Position.TieBits;

    /// <summary>About a quarter of an hour.</summary>
    private const long ShortTime = 1_000_000L << Position.TieBits;

    /// <param name="stored">What was stored now or known already.</param>
    /// <param name="own">The inserts of this call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Those of which another insert than this call's stays.</returns>
    public async Task<IReadOnlySet<(string Project, InteractionId Id)>> SettleAsync(IEnumerable<StoredRow> stored, HashSet<InteractionId> own, CancellationToken cancellationToken)
    {
        var later = new HashSet<(string, InteractionId)>();
        foreach (var project in stored.GroupBy(row => row.Project, StringComparer.Ordinal))
        {
            // Neighbours in time together: an id has the same position everywhere, or one next to it. In a short time the sort key finds it sooner than the indexes of ids.
            foreach (var part in project.OrderBy(row => row.Position).Chunk(StepIds))
            {
                var sql = new SqlText().Add("SELECT id, argMin(batch, _block_number) AS first, groupUniqArray(batch) FROM interactions WHERE project = ").Value(project.Key)
                    .Add(" AND position BETWEEN ").Value(part[0].Position - Near).Add(" AND ").Value(Math.Min(part[^1].Position, long.MaxValue - Near) + Near)
                    .Add(" AND id IN ").Ids(part.Select(row => row.Id).Distinct())
                    .Add(part[^1].Position - part[0].Position < ShortTime ? " GROUP BY id HAVING count() > 1 SETTINGS use_skip_indexes = 0" : " GROUP BY id HAVING count() > 1");
                var rows = await client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
                var surplus = new List<(InteractionId Id, InteractionId Batch)>();
                while (!rows.AtEnd)
                {
                    var (id, first) = (rows.Id(), rows.Id());
                    var count = rows.Varint();
                    for (var i = 0; i < count; i++)
                    {
                        var batch = rows.Id();
                        if (batch != first) surplus.Add((id, batch));
                    }

                    if (!own.Contains(first)) later.Add((project.Key, id));
                }

                if (surplus.Count > 0) await RemoveAsync(project.Key, surplus, cancellationToken).ConfigureAwait(false);
            }
        }

        return later;
    }

    private Task RemoveAsync(string project, IReadOnlyList<(InteractionId Id, InteractionId Batch)> surplus, CancellationToken cancellationToken)
    {
        var delete = new SqlText().Add("DELETE FROM interactions WHERE project = ").Value(project).Add(" AND (id, batch) IN ")
            .List(surplus, static (sql, one) => sql.Add("(").Value(one.Id).Add(", ").Value(one.Batch).Add(")"));
        return client.ExecuteAsync(delete.ToString(), inDatabase: true, isSlow: true, cancellationToken);
    }
}
