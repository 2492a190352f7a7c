using System.Globalization;
using Npgsql;
using Reprise.Storage.Postgres.Rollups;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>
/// Adds up what a query selects: from rollups where the plan says so, else row by row in this process, by the same code as every engine. The connection is inside
/// a transaction that sees one moment.
/// </summary>
internal sealed class PostgresAggregate(NpgsqlConnection connection, string project, bool keepsRollups)
{
    // With more hours to be made anew than this, one look at all rows is quicker than many at few.
    private const int MostGaps = 200;

    private const string Own = "'00000000-0000-0000-0000-000000000000'";

    private static readonly string?[] s_none = [null];

    public async Task<AggregateResult> RunAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(query, cancellationToken).ConfigureAwait(false);
        try
        {
            return await RunAsync(query, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException) when (plan.UsesRollups)
        {
            // A stored measure is damaged. The rows know better.
            return await RunAsync(query, RollupPlan.Of(query, RollupCoverage.None), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RollupPlan> PlanAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        var plan = RollupPlan.Of(query, keepsRollups ? RollupCoverage.All : RollupCoverage.None);
        if (!plan.UsesRollups) return plan;
        var sql = new SqlText().Add("SELECT EXISTS (SELECT 1 FROM rollups_off), coalesce((SELECT m.minutes_from FROM rollup_minutes AS m WHERE m.project = ").Value(project).Add("), 0)");
        var (isOff, from) = (await sql.ReadAsync(connection, row => (row.GetBoolean(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false))[0];
        if (isOff) return RollupPlan.Of(query, RollupCoverage.None);
        plan = RollupPlan.Of(query, RollupCoverage.All with { Minutes = from });
        var gaps = await RollupGaps.OfAsync(connection, project, cancellationToken).ConfigureAwait(false);
        return gaps.Count > MostGaps ? RollupPlan.Of(query, RollupCoverage.None) : RollupGaps.Without(plan, gaps);
    }

    private async Task<AggregateResult> RunAsync(AggregateQuery query, RollupPlan plan, CancellationToken cancellationToken)
    {
        var fields = QueryLimits.Check(query);
        var groups = string.Concat(fields.Select(field => ", " + ColumnOf(field)));
        var table = new AggregateTable(query);
        var search = new PostgresSearch(connection, project);
        foreach (var part in plan.Parts.Where(part => part.Granule is null))
            await AddRowsAsync(search.AllRowsAsync(SampleRow.Columns + groups, plan.ShapeFilter, PositionRange.OfMilliseconds(part.FromMs, part.ToMs), cancellationToken)).ConfigureAwait(false);
        if (plan.UsesRollups)
        {
            foreach (var (fromMs, toMs) in await AddRollupsAsync(table, plan, fields, groups, cancellationToken).ConfigureAwait(false))
                await AddRowsAsync(search.OwnRowsAsync(SampleRow.Columns + groups, plan.ShapeFilter, PositionRange.OfMilliseconds(fromMs, toMs), cancellationToken)).ConfigureAwait(false);
        }

        return table.ToResult() with { Source = plan.Parts.Count == 0 ? "rows" : plan.Source };

        async Task AddRowsAsync(IAsyncEnumerable<NpgsqlDataReader> rows)
        {
            await foreach (var row in rows.ConfigureAwait(false))
            {
                var sample = SampleRow.Read(row);
                foreach (var first in GroupsOf(fields, 0, SampleRow.Count, row))
                {
                    foreach (var second in GroupsOf(fields, 1, SampleRow.Count, row)) table.Add(first, second, sample);
                }
            }
        }
    }

    /// <summary>
    /// Returns the times whose interactions without a shape on record have still to be read from rows, in order and side by side joined. Where no value of a shape is
    /// asked for, their sums will do.
    /// </summary>
    private async Task<IReadOnlyList<(long FromMs, long ToMs)>> AddRollupsAsync(AggregateTable table, RollupPlan plan, IReadOnlyList<FilterField> fields, string groups, CancellationToken cancellationToken)
    {
        const int FirstGroup = 4;
        var isWhole = fields.Count == 0 && plan.ShapeFilter is AndFilter { Parts.Count: 0 };
        var own = new HashSet<(long FromMs, long ToMs)>();
        var parts = plan.Parts.Where(part => part.Granule is not null).ToArray();
        // The columns of a shape have the names of those of an interaction, so the same translation asks for both.
        var sql = new SqlText().Add($"SELECT r.granule, r.bucket, r.shape = {Own}, r.measure{groups} FROM unnest(").Value(parts.Select(part => (short)part.Granule!).ToArray()).Add(", ");
        sql.Value(parts.Select(part => part.FromMs / part.Granule!.Value.Milliseconds()).ToArray()).Add(", ").Value(parts.Select(part => part.ToMs / part.Granule!.Value.Milliseconds()).ToArray());
        sql.Add(") AS p (granule, first, finish) JOIN rollups AS r ON r.granule = p.granule AND r.bucket >= p.first AND r.bucket < p.finish AND r.project = ").Value(project);
        sql.Add($" LEFT JOIN shapes AS i ON i.project = r.project AND i.id = r.shape WHERE r.shape = {Own} OR i.id IS NOT NULL AND (");
        FilterSql.Write(sql, plan.ShapeFilter);
        sql.Add(")");
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var width = ((RollupGranule)reader.GetInt16(0)).Milliseconds();
            var startMs = reader.GetInt64(1) * width;
            if (reader.GetBoolean(2) && !isWhole) own.Add((startMs, startMs + width));
            else table.Add(GroupsOf(fields, 0, FirstGroup, reader)[0], GroupsOf(fields, 1, FirstGroup, reader)[0], startMs, reader.GetFieldValue<byte[]>(3));
        }

        return Join(own.Order());
    }

    private static List<(long FromMs, long ToMs)> Join(IEnumerable<(long FromMs, long ToMs)> ranges)
    {
        var joined = new List<(long FromMs, long ToMs)>();
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && joined[^1].ToMs == range.FromMs) joined[^1] = (joined[^1].FromMs, range.ToMs);
            else joined.Add(range);
        }

        return joined;
    }

    private static string ColumnOf(FilterField field) => field.Name switch
    {
        "tag" => "i.tags",
        "label" => "CASE WHEN i.labels IS NOT NULL THEN (SELECT jsonb_agg(k) FROM jsonb_object_keys(i.labels) AS k) END",
        "redacted" => $"CASE WHEN {FilterSql.Redacted} IS NOT NULL THEN (SELECT jsonb_agg(k) FROM jsonb_object_keys({FilterSql.Redacted}) AS k) END",
        _ when FilterSql.Set(field) is { } set => set,
        var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => "i.labels",
        var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => "i.metadata_text",
        _ => FilterSql.Column(field) ?? throw new ArgumentException($"The field '{field.Name}' cannot be grouped by in PostgreSQL."),
    };

    private static string?[] GroupsOf(IReadOnlyList<FilterField> fields, int index, int firstColumn, NpgsqlDataReader row)
    {
        var column = firstColumn + index;
        if (index >= fields.Count || row.IsDBNull(column)) return s_none;
        var field = fields[index];
        if (field.Type is FilterFieldType.TextSet) return [.. JsonValues.ReadList(row.GetString(column)).Distinct(StringComparer.Ordinal)];
        if (field.Name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal)) return [LabelOf(row.GetString(column), field.Name[FilterFields.LabelPrefix.Length..])];
        if (field.Name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal))
            return [FieldValue.Metadata(PostgresText.Decode(row.GetString(column)), field.Name[FilterFields.MetadataPrefix.Length..])];
        return field.Type switch
        {
            FilterFieldType.Flag => [row.GetBoolean(column) ? "true" : "false"],
            FilterFieldType.Number => [Convert.ToDouble(row.GetValue(column), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)],
            _ => [PostgresText.Decode(row.GetString(column))],
        };
    }

    private static string? LabelOf(string labels, string name) => PostgresText.Decode(FieldValue.Metadata(labels, PostgresText.Encode(name)!));
}
