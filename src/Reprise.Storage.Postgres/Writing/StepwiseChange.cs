using Npgsql;
using NpgsqlTypes;
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

    /// <summary>Ids first: whoever stores a fact about one of them waits, and finds afterwards that it is not there.</summary>
    private async Task<long> DeleteAsync(NpgsqlConnection connection, Selected selected, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var (ids, positions) = (new List<Guid>(), new List<long>());
        using (var command = Command(
            connection,
            """
            DELETE FROM interaction_ids AS n USING (
              SELECT m.id, m.position FROM interaction_ids AS m JOIN unnest($2, $3) AS s (id, position) ON s.id = m.id AND s.position = m.position
              WHERE m.project = $1 ORDER BY m.id FOR UPDATE OF m) AS d
            WHERE n.project = $1 AND n.id = d.id RETURNING d.id, d.position
            """,
            selected.Ids,
            selected.Positions))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                ids.Add(reader.GetGuid(0));
                positions.Add(reader.GetInt64(1));
            }
        }

        if (ids.Count == 0) return 0;
        await ExecuteAsync(Command(connection, "DELETE FROM facts AS f WHERE f.project = $1 AND f.interaction = ANY($2)", ids.ToArray()), cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(Rows(connection, "DELETE FROM interactions AS i", [.. positions], ""), cancellationToken).ConfigureAwait(false);
        await RollupGaps.MarkAsync(connection, positions.Select(position => (query.Project, position)), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return ids.Count;
    }

    private async Task<long> DropBodiesAsync(NpgsqlConnection connection, Selected selected, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            Rows(
                connection,
                """
                UPDATE interactions AS i SET request = NULL, response = NULL, envelope = NULL, request_form = NULL, response_form = NULL, prompt_preview = NULL, content_preview = NULL,
                  search_text = NULL, words = NULL
                """,
                selected.Positions,
                $" AND {HasBodies}"),
            cancellationToken).ConfigureAwait(false);

    private NpgsqlCommand Rows(NpgsqlConnection connection, string change, long[] positions, string condition)
    {
        var command = Command(connection, $"{change} WHERE i.project = $1 AND i.timestamp >= $3 AND i.timestamp <= $4 AND i.position = ANY($2){condition}", positions);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = Position.Time(positions.Min()).UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = Position.Time(positions.Max()).UtcDateTime });
        return command;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = query.Project });
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static async Task<long> ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        using (command) return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed record Selected(long[] Positions, Guid[] Ids);
}
