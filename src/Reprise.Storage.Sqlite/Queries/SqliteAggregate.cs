using System.Globalization;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>
/// Adds up what a query selects. The rows are read once and counted here: SQLite would sort them to group, and has no percentiles; groups of shape fields are
/// looked up, not read.
/// </summary>
internal sealed class SqliteAggregate(SqliteDatabase database, ShapeList shapes)
{
    private const string Columns =
        "i.position, i.shape, i.latency_ms, i.prompt_tokens, i.completion_tokens, i.cached_tokens, i.reasoning_tokens, i.cost, i.saved_cost, i.quality, CASE i.shape WHEN -1 THEN i.own_shape END, i.ttft_ms, i.cache_write_tokens, i.request_bytes + i.response_bytes";

    private const int OwnShapeColumn = 10;
    private const int FirstGroupColumn = 14;

    public AggregateResult Run(AggregateQuery query, SqliteSearch search)
    {
        var fields = QueryLimits.Check(query);
        var table = new AggregateTable(query);
        var columns = Columns + string.Concat(fields.Select(field => ", " + GroupColumn(field)));
        var groups = fields.Select((field, index) => new GroupReader(this, field, FirstGroupColumn + index)).ToArray();
        search.VisitAll(columns, query.Filter, PositionRange.Of(query.From, query.To), row =>
        {
            var sample = Sample(row);
            if (groups.Length == 0) table.Add(null, null, sample);
            else if (groups.Length == 1) AddEach(table, groups[0].Read(row), s_none, sample);
            else AddEach(table, groups[0].Read(row), groups[1].Read(row), sample);
        });
        return table.ToResult();
    }

    private static readonly string?[] s_none = [null];

    private static void AddEach(AggregateTable table, string?[] first, string?[] second, in AggregateSample sample)
    {
        foreach (var one in first)
        {
            foreach (var other in second) table.Add(one, other, sample);
        }
    }

    private AggregateSample Sample(SqliteStatement row) => new(row.Long(0) >> Position.TieBits, shapes.Of(row, 1, OwnShapeColumn).Status)
    {
        LatencyMs = row.LongOrNull(2),
        PromptTokens = row.LongOrNull(3),
        CompletionTokens = row.LongOrNull(4),
        CachedTokens = row.LongOrNull(5),
        ReasoningTokens = row.LongOrNull(6),
        CostPico = row.LongOrNull(7),
        SavedCostPico = row.LongOrNull(8),
        Quality = row.DoubleOrNull(9),
        TtftMs = row.LongOrNull(11),
        CacheWriteTokens = row.LongOrNull(12),
        Bytes = row.Long(13),
    };

    private static bool IsOfShape(FilterField field) => FilterSql.IsOfShape(new FieldFilter(field, FilterOperator.Present, null));

    private static string GroupColumn(FilterField field) => field.Name switch
    {
        "tag" => "i.tags",
        "flagged" => "i.flagged",
        "label" => "i.facts",
        _ when IsOfShape(field) => "NULL",
        _ when field.Name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => "i.metadata",
        _ when field.Name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => "i.facts",
        _ => FilterSql.Column(field) ?? throw new ArgumentException($"The field '{field.Name}' cannot be grouped by in SQLite."),
    };

    private string?[] Labels(long position, string? name)
    {
        var find = database.Prepare(name is null ? "SELECT name FROM labels WHERE position = ?1 ORDER BY name" : "SELECT value FROM labels WHERE position = ?1 AND name = ?2");
        find.Bind(1, position);
        if (name is not null) find.Bind(2, name);
        var found = new List<string?>();
        while (find.Step()) found.Add(find.Text(0));
        find.Reset();
        return found.Count == 0 ? s_none : [.. found];
    }

    private sealed class GroupReader(SqliteAggregate owner, FilterField field, int column)
    {
        private readonly bool _isOfShape = IsOfShape(field);
        private readonly Dictionary<int, string?[]> _byShape = [];
        private readonly Dictionary<string, string?[]> _byText = new(StringComparer.Ordinal);

        public string?[] Read(SqliteStatement row)
        {
            if (_isOfShape) return OfShape(row);
            if (row.IsNull(column)) return s_none;
            return field.Name switch
            {
                "tag" => OfText(row.Text(column)!, text => [.. TagList.Read(text).Distinct(StringComparer.Ordinal)]),
                "flagged" => OfText(row.Long(column) != 0 ? "true" : "false", text => [text]),
                "rating" => OfText(row.DoubleOrNull(column)!.Value.ToString("R", CultureInfo.InvariantCulture), text => [text]),
                "label" => row.Long(column) == 0 ? s_none : owner.Labels(row.Long(0), null),
                var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => row.Long(column) == 0 ? s_none : owner.Labels(row.Long(0), name[FilterFields.LabelPrefix.Length..]),
                var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => [FieldValue.Metadata(row.Text(column), name[FilterFields.MetadataPrefix.Length..])],
                _ => OfText(row.Text(column)!, text => [text]),
            };
        }

        private string?[] OfShape(SqliteStatement row)
        {
            var number = (int)row.Long(1);
            if (_byShape.TryGetValue(number, out var known)) return known;
            var values = FieldValue.Groups(field, owner.ShapeOf(row).ToInteraction(), FactFold.Empty);
            string?[] groups = values.Count == 0 ? s_none : [.. values];
            if (number != ShapeTable.Own) _byShape[number] = groups;
            return groups;
        }

        private string?[] OfText(string text, Func<string, string?[]> read)
        {
            if (_byText.TryGetValue(text, out var known)) return known;
            var groups = read(text);
            if (_byText.Count < AggregateQuery.MaxGroups) _byText[text] = groups;
            return groups;
        }
    }

    private Shape ShapeOf(SqliteStatement row) => shapes.Of(row, 1, OwnShapeColumn);
}
