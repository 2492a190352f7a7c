using System.Runtime.CompilerServices;
using Npgsql;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>Finds the rows a query selects, newest or oldest first, on one connection.</summary>
internal sealed class PostgresSearch(NpgsqlConnection connection, string project)
{
    /// <summary>Rows in order until the limit; the columns are those given, of the table <c>i</c>.</summary>
    public async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        string columns, Filter filter, PositionRange range, bool ascending, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        range = await NarrowAsync(filter, range, cancellationToken).ConfigureAwait(false);
        if (range.IsEmpty) yield break;
        var sql = Select(columns, filter, range).Add(ascending ? " ORDER BY i.timestamp, i.position LIMIT " : " ORDER BY i.timestamp DESC, i.position DESC LIMIT ").Value((long)limit);
        await foreach (var row in RunAsync(sql, cancellationToken).ConfigureAwait(false)) yield return row;
    }

    /// <summary>Everything selected, in no promised order.</summary>
    public async IAsyncEnumerable<NpgsqlDataReader> AllRowsAsync(string columns, Filter filter, PositionRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        range = await NarrowAsync(filter, range, cancellationToken).ConfigureAwait(false);
        if (range.IsEmpty) yield break;
        await foreach (var row in RunAsync(Select(columns, filter, range), cancellationToken).ConfigureAwait(false)) yield return row;
    }

    /// <summary>Of those that have no shape on record, everything selected.</summary>
    public IAsyncEnumerable<NpgsqlDataReader> OwnRowsAsync(string columns, Filter filter, PositionRange range, CancellationToken cancellationToken) =>
        RunAsync(Select(columns, filter, range).Add(" AND i.own"), cancellationToken);

    /// <summary>The position of an interaction; null when the project has none of that id.</summary>
    public async Task<long?> PositionOfAsync(InteractionId id, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT n.position FROM interaction_ids AS n WHERE n.project = ").Value(project).Add(" AND n.id = ").Value(id);
        using var command = sql.ToCommand(connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?;
    }

    /// <summary>The range less what conditions on time leave out, and one position where an id is asked for.</summary>
    private async Task<PositionRange> NarrowAsync(Filter filter, PositionRange range, CancellationToken cancellationToken)
    {
        range = range.Within(filter);
        if (range.IsEmpty || IdOf(filter) is not { } text) return range;
        if (!InteractionId.TryParse(text, out var id) || await PositionOfAsync(id, cancellationToken).ConfigureAwait(false) is not { } position) return new PositionRange(1, 0);
        return range.Within(new PositionRange(position, position));
    }

    private SqlText Select(string columns, Filter filter, PositionRange range)
    {
        var sql = new SqlText().Add("SELECT ").Add(columns).Add(" FROM interactions AS i WHERE i.project = ").Value(project);
        range.Write(sql);
        if (filter is not AndFilter { Parts.Count: 0 }) FilterSql.Write(sql.Add(" AND "), filter);
        return sql;
    }

    private async IAsyncEnumerable<NpgsqlDataReader> RunAsync(SqlText sql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return reader;
    }

    private static string? IdOf(Filter filter) => filter switch
    {
        FieldFilter { Field.Name: "id", Operator: FilterOperator.Equal } id => (string)id.Value!,
        AndFilter and => and.Parts.Select(IdOf).FirstOrDefault(id => id is not null),
        _ => null,
    };
}
