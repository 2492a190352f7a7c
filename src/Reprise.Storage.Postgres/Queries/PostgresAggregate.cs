using System.Globalization;
using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>Adds up what a query selects, row by row in this process, by the same code as every engine.</summary>
internal sealed class PostgresAggregate(PostgresSearch search)
{
    private const string Measures =
        "i.position, i.status, i.prompt_tokens, i.completion_tokens, i.cached_tokens, i.reasoning_tokens, i.cost_pico, i.saved_cost_pico, i.latency_ms, i.quality";

    private const int FirstGroup = 10;
    private static readonly string?[] s_none = [null];

    public async Task<AggregateResult> RunAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        var fields = QueryLimits.Check(query);
        var table = new AggregateTable(query);
        var columns = Measures + string.Concat(fields.Select(field => ", " + ColumnOf(field)));
        await foreach (var row in search.AllRowsAsync(columns, query.Filter, PositionRange.Of(query.From, query.To), cancellationToken).ConfigureAwait(false))
        {
            var sample = Sample(row);
            foreach (var first in GroupsOf(fields, 0, row))
            {
                foreach (var second in GroupsOf(fields, 1, row)) table.Add(first, second, sample);
            }
        }

        return table.ToResult();
    }

    private static string ColumnOf(FilterField field) => field.Name switch
    {
        "tag" => "i.tags",
        "label" => "CASE WHEN i.labels IS NOT NULL THEN (SELECT jsonb_agg(k) FROM jsonb_object_keys(i.labels) AS k) END",
        var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => "i.labels",
        var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => "i.metadata_text",
        _ => FilterSql.Column(field) ?? throw new ArgumentException($"The field '{field.Name}' cannot be grouped by in PostgreSQL."),
    };

    private static AggregateSample Sample(NpgsqlDataReader row) => new(row.GetInt64(0) >> Position.TieBits, Words.ReadStatus(row.GetString(1)) ?? InteractionStatus.Error)
    {
        PromptTokens = LongOf(row, 2),
        CompletionTokens = LongOf(row, 3),
        CachedTokens = LongOf(row, 4),
        ReasoningTokens = LongOf(row, 5),
        CostPico = LongOf(row, 6),
        SavedCostPico = LongOf(row, 7),
        LatencyMs = LongOf(row, 8),
        Quality = row.IsDBNull(9) ? null : row.GetDouble(9),
    };

    private static string?[] GroupsOf(IReadOnlyList<FilterField> fields, int index, NpgsqlDataReader row)
    {
        var column = FirstGroup + index;
        if (index >= fields.Count || row.IsDBNull(column)) return s_none;
        var field = fields[index];
        if (field.Name is "tag" or "label") return [.. JsonValues.ReadList(row.GetString(column)).Distinct(StringComparer.Ordinal)];
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

    private static long? LongOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
