using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Bodies;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>Reads interactions of one project: one, a page of a list, a page of whole ones. The connection is inside a transaction that sees one moment.</summary>
internal sealed class PostgresPages(NpgsqlConnection connection, string project)
{
    private readonly PostgresSearch _search = new(connection, project);

    public async Task<RecordedInteraction?> FindAsync(InteractionId id, CancellationToken cancellationToken)
    {
        if (await _search.PositionOfAsync(id, cancellationToken).ConfigureAwait(false) is not { } position) return null;
        RecordedInteraction? found = null;
        var hasFacts = false;
        await foreach (var row in _search.AllRowsAsync(InteractionRow.Whole, Filter.All, new PositionRange(position, position), cancellationToken).ConfigureAwait(false))
        {
            found = InteractionRow.ReadBodies(row, new RecordedInteraction { Interaction = InteractionRow.Read(row, project) });
            hasFacts = InteractionRow.HasFacts(row);
        }

        if (found is null || !hasFacts) return found;
        return found with { Facts = await FactRows.OfAsync(connection, project, id, cancellationToken).ConfigureAwait(false) };
    }

    public async Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var (rows, cursor) = await ListAsync(query, cancellationToken).ConfigureAwait(false);
        var facts = await FactsOfAsync(rows, cancellationToken).ConfigureAwait(false);
        return new InteractionPage([.. rows.Select(row => new InteractionSummary(row.Interaction, facts(row)))], cursor);
    }

    public async Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var (rows, cursor) = await ListAsync(query, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0) return new RecordPage([], null);
        var bytes = 0L;
        var count = 0;
        // The lengths are known without reading the bodies.
        while (count < rows.Count && (count == 0 || bytes < RecordPage.MostBytes)) bytes += rows[count++].Bytes;

        if (count < rows.Count)
        {
            rows = rows[..count];
            cursor = PageCursor.Write(rows[^1].Position, query.Ascending);
        }

        var facts = await FactsOfAsync(rows, cancellationToken).ConfigureAwait(false);
        var bodies = await BodiesOfAsync(rows, cancellationToken).ConfigureAwait(false);
        return new RecordPage([.. rows.Select(row => bodies(row) with { Facts = facts(row) })], cursor);
    }

    /// <summary>All projects with anything on record, found by as many looks into the index as there are projects.</summary>
    public static async Task<IReadOnlyList<string>> ProjectsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(
            """
            WITH RECURSIVE p AS (
              (SELECT project FROM interaction_ids ORDER BY project LIMIT 1)
              UNION ALL
              SELECT (SELECT n.project FROM interaction_ids AS n WHERE n.project > p.project ORDER BY n.project LIMIT 1) FROM p WHERE p.project IS NOT NULL
            )
            SELECT project FROM p WHERE project IS NOT NULL
            """,
            connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var projects = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) projects.Add(reader.GetString(0));
        return projects;
    }

    private async Task<(List<Row> Rows, string? Cursor)> ListAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var range = PositionRange.Of(query.From, query.To).Within(PageCursor.Of(query), query.Ascending);
        var rows = new List<Row>();
        await foreach (var row in _search.RowsAsync(InteractionRow.Listed + ", coalesce(octet_length(i.request), 0)::bigint + coalesce(octet_length(i.response), 0)", query.Filter, range, query.Ascending, query.Limit + 1, cancellationToken).ConfigureAwait(false))
        {
            rows.Add(new Row(InteractionRow.PositionOf(row), InteractionRow.Read(row, project), InteractionRow.HasFacts(row), row.GetInt64(row.FieldCount - 1)));
        }

        if (rows.Count <= query.Limit) return (rows, null);
        rows.RemoveAt(query.Limit);
        return (rows, PageCursor.Write(rows[^1].Position, query.Ascending));
    }

    private async Task<Func<Row, IReadOnlyList<Fact>>> FactsOfAsync(IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Where(row => row.HasFacts).Select(row => row.Interaction.Id).ToArray();
        if (ids.Length == 0) return _ => [];
        var facts = await FactRows.OfAsync(connection, project, ids, cancellationToken).ConfigureAwait(false);
        return row => facts.GetValueOrDefault(row.Interaction.Id, []);
    }

    private async Task<Func<Row, RecordedInteraction>> BodiesOfAsync(IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        var positions = rows.Select(row => row.Position).ToArray();
        var range = new PositionRange(positions.Min(), positions.Max());
        var sql = new SqlText().Add("SELECT i.position, i.envelope, i.request, i.response FROM interactions AS i WHERE i.project = ").Value(project);
        range.Write(sql);
        sql.Add(" AND i.position = ANY(").Value(positions).Add(")");
        var bodies = new Dictionary<long, (byte[]? Envelope, byte[]? Request, byte[]? Response)>();
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            bodies[reader.GetInt64(0)] = (reader.GetValue(1) as byte[], reader.GetValue(2) as byte[], reader.GetValue(3) as byte[]);
        }

        return row =>
        {
            var (envelope, request, response) = bodies[row.Position];
            return BodyEnvelope.Read(new RecordedInteraction { Interaction = row.Interaction }, envelope, request, response);
        };
    }

    private sealed record Row(long Position, Interaction Interaction, bool HasFacts, long Bytes);
}
