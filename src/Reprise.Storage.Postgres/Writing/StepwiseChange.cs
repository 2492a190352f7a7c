using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Queries;
using Reprise.Storage.Postgres.Rollups;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Deletes what a query selects, or drops its bodies: from the newest on in short transactions, so that recording goes on in between.</summary>
internal sealed class StepwiseChange(PostgresDatabase database, InteractionQuery query)
{
    private const int StepRows = 2000;

    private const string HasBodies =
        "(i.request IS NOT NULL OR i.response IS NOT NULL OR i.envelope IS NOT NULL OR i.prompt_preview IS NOT NULL OR i.content_preview IS NOT NULL)";

    public Task<long> DeleteAsync(CancellationToken cancellationToken) => InStepsAsync(DeleteAsync, cancellationToken);

    public Task<long> DropBodiesAsync(CancellationToken cancellationToken) => InStepsAsync(DropBodiesAsync, cancellationToken);

    private async Task<long> InStepsAsync(Func<NpgsqlConnection, Selected, CancellationToken, Task<long>> change, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var search = new PostgresSearch(connection, query.Project);
        var range = PositionRange.Of(query.From, query.To);
        var changed = 0L;
        while (true)
        {
            // Each step goes on behind the last one, so it ends whatever is stored meanwhile.
            var (positions, ids) = (new List<long>(), new List<Guid>());
            await foreach (var row in search.RowsAsync("i.position, i.id", query.Filter, range, ascending: false, StepRows, cancellationToken).ConfigureAwait(false))
            {
                positions.Add(row.GetInt64(0));
                ids.Add(row.GetGuid(1));
            }

            if (positions.Count == 0) return changed;
            changed += await Retry.OnCollisionAsync(() => change(connection, new Selected([.. positions], [.. ids]), cancellationToken)).ConfigureAwait(false);
            if (positions.Count < StepRows) return changed;
            range = range with { High = positions[^1] - 1 };
        }
    }

    /// <summary>
    /// Ids first: whoever stores a fact about one of them waits, and finds afterwards that it is not there. Whoever was before us may have changed what the filter
    /// asks for, so it is asked again of those that are held.
    /// </summary>
    private async Task<long> DeleteAsync(NpgsqlConnection connection, Selected selected, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var hold = new SqlText().Add("SELECT m.id, m.position FROM interaction_ids AS m JOIN unnest(").Value(selected.Ids).Add(", ").Value(selected.Positions);
        hold.Add(") AS s (id, position) ON s.id = m.id AND s.position = m.position WHERE m.project = ").Value(query.Project).Add(" ORDER BY m.id FOR UPDATE OF m");
        var held = await ReadAsync(connection, hold, cancellationToken).ConfigureAwait(false);
        if (held.Positions.Length == 0) return 0;
        var doomed = await ReadAsync(connection, Rows("SELECT i.id, i.position FROM interactions AS i", held.Positions), cancellationToken).ConfigureAwait(false);
        if (doomed.Positions.Length == 0) return 0;
        await ExecuteAsync(connection, new SqlText().Add("DELETE FROM facts AS f WHERE f.project = ").Value(query.Project).Add(" AND f.interaction = ANY(").Value(doomed.Ids).Add(")"), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, Rows("DELETE FROM interactions AS i", doomed.Positions), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, new SqlText().Add("DELETE FROM interaction_ids AS n WHERE n.project = ").Value(query.Project).Add(" AND n.id = ANY(").Value(doomed.Ids).Add(")"), cancellationToken).ConfigureAwait(false);
        if (database.KeepsRollups) await RollupGaps.MarkAsync(connection, doomed.Positions.Select(position => (query.Project, position)), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return doomed.Positions.Length;
    }

    /// <summary>One statement: a row that somebody is changing is waited for, and the filter is asked of what it became.</summary>
    private Task<long> DropBodiesAsync(NpgsqlConnection connection, Selected selected, CancellationToken cancellationToken)
    {
        const string Change =
            """
            UPDATE interactions AS i SET request = NULL, response = NULL, envelope = NULL, request_form = NULL, response_form = NULL, prompt_preview = NULL, content_preview = NULL,
              search_text = NULL, words = NULL
            """;
        return ExecuteAsync(connection, Rows(Change, selected.Positions).Add(" AND " + HasBodies), cancellationToken);
    }

    /// <summary>The rows at these positions that the filter still selects.</summary>
    private SqlText Rows(string change, long[] positions)
    {
        var sql = new SqlText().Add(change).Add(" WHERE i.project = ").Value(query.Project).Add(" AND i.timestamp >= ").Value(Position.Time(positions.Min()));
        sql.Add(" AND i.timestamp <= ").Value(Position.Time(positions.Max())).Add(" AND i.position = ANY(").Value(positions).Add(") AND ");
        FilterSql.Write(sql, query.Filter);
        return sql;
    }

    private static async Task<Selected> ReadAsync(NpgsqlConnection connection, SqlText sql, CancellationToken cancellationToken)
    {
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var (ids, positions) = (new List<Guid>(), new List<long>());
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(reader.GetGuid(0));
            positions.Add(reader.GetInt64(1));
        }

        return new Selected([.. positions], [.. ids]);
    }

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, SqlText sql, CancellationToken cancellationToken)
    {
        using var command = sql.ToCommand(connection);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed record Selected(long[] Positions, Guid[] Ids);
}
