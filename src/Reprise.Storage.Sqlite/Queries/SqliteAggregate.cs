using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.Sqlite.Rollups;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>
/// Adds up what a query selects: from rollups where the plan says so, else from rows, which are read once and counted here (SQLite would sort them to group,
/// and has no percentiles). Groups of shape fields are looked up, not read.
/// </summary>
internal sealed class SqliteAggregate(SqliteDatabase database, ShapeList shapes)
{
    private static readonly string?[] s_none = [null];

    public AggregateResult Run(AggregateQuery query, int project, SqliteSearch search)
    {
        var plan = RollupPlan.Of(query, RollupState.Read(database).ToCoverage());
        try
        {
            return Run(query, plan, project, search);
        }
        catch (InvalidDataException) when (plan.UsesRollups)
        {
            // A stored measure is damaged. The rows know better.
            return Run(query, RollupPlan.Of(query, RollupCoverage.None), project, search);
        }
    }

    private AggregateResult Run(AggregateQuery query, RollupPlan plan, int project, SqliteSearch search)
    {
        var table = new AggregateTable(query);
        var fields = QueryLimits.Check(query);
        var columns = SampleRow.Columns + string.Concat(fields.Select(field => ", " + GroupColumn(field)));
        var groups = fields.Select((field, index) => new GroupReader(this, field, SampleRow.Count + index)).ToArray();
        var rollups = plan.UsesRollups ? new RollupReader(database, shapes, project, plan.ShapeFilter, groups.Select(group => (Func<int, string?>)group.OfShape).ToArray()) : null;
        foreach (var part in plan.Parts)
        {
            var range = PositionRange.OfMilliseconds(part.FromMs, part.ToMs);
            if (part.Granule is null)
            {
                search.VisitAll(columns, plan.ShapeFilter, range, AddRow);
                continue;
            }

            rollups!.AddTo(table, part);
            // Shapes that stand in their rows are asked there, where it matters which they are.
            if (shapes.HasOwn && !rollups.IncludesOwnShapes) search.VisitOwnShapes(columns, plan.ShapeFilter, range, AddRow);
        }

        return table.ToResult() with { Source = plan.Source };

        void AddRow(SqliteStatement row)
        {
            var sample = SampleRow.Read(row, shapes);
            if (groups.Length == 0) table.Add(null, null, sample);
            else if (groups.Length == 1) AddEach(table, groups[0].Read(row), s_none, sample);
            else AddEach(table, groups[0].Read(row), groups[1].Read(row), sample);
        }
    }

    private static void AddEach(AggregateTable table, string?[] first, string?[] second, in AggregateSample sample)
    {
        foreach (var one in first)
        {
            foreach (var other in second) table.Add(one, other, sample);
        }
    }

    private static string GroupColumn(FilterField field) => field.Name switch
    {
        "tag" => "i.tags",
        "flagged" => "i.flagged",
        "label" => "i.facts",
        _ when ExtraSets.Find(field) is { } set => set.List,
        _ when IsOfShape(field) => "NULL",
        _ when field.Name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => "i.metadata",
        _ when field.Name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => "i.facts",
        _ => FilterSql.Column(field) ?? throw new ArgumentException($"The field '{field.Name}' cannot be grouped by in SQLite."),
    };

    /// <summary>The policy of a cache stands in the shapes of rows, but is no reason to ask rollups.</summary>
    private static bool IsOfShape(FilterField field) => ShapeFields.Contains(field) || field.Name is "cache_policy";

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
                "tag" or "yara" or "secret" or "token" or "redacted" => OfText(row.Text(column)!, text => [.. TagList.Read(text).Distinct(StringComparer.Ordinal)]),
                "flagged" => OfText(row.Long(column) != 0 ? "true" : "false", text => [text]),
                "rating" => OfText(row.DoubleOrNull(column)!.Value.ToString("R", CultureInfo.InvariantCulture), text => [text]),
                "label" => row.Long(column) == 0 ? s_none : owner.Labels(row.Long(0), null),
                var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal) => row.Long(column) == 0 ? s_none : owner.Labels(row.Long(0), name[FilterFields.LabelPrefix.Length..]),
                var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal) => [FieldValue.Metadata(row.Text(column), name[FilterFields.MetadataPrefix.Length..])],
                _ => OfText(row.Text(column)!, text => [text]),
            };
        }

        /// <summary>The group of a numbered shape; a field of the shape has one value.</summary>
        public string? OfShape(int number) => Of(owner.ShapeOf(number))[0];

        private string?[] OfShape(SqliteStatement row)
        {
            var number = (int)row.Long(SampleRow.ShapeColumn);
            if (_byShape.TryGetValue(number, out var known)) return known;
            var groups = Of(owner.ShapeOf(row));
            if (number != ShapeTable.Own) _byShape[number] = groups;
            return groups;
        }

        private string?[] Of(Shape shape)
        {
            var values = FieldValue.Groups(field, shape.ToInteraction(), FactFold.Empty);
            return values.Count == 0 ? s_none : [.. values];
        }

        private string?[] OfText(string text, Func<string, string?[]> read)
        {
            if (_byText.TryGetValue(text, out var known)) return known;
            var groups = read(text);
            if (_byText.Count < AggregateQuery.MaxGroups) _byText[text] = groups;
            return groups;
        }
    }

    private Shape ShapeOf(SqliteStatement row) => shapes.Of(row, SampleRow.ShapeColumn, SampleRow.OwnShapeColumn);

    private Shape ShapeOf(int number) => shapes[number] ?? throw new InvalidDataException("A rollup has a shape that is not in the table of shapes.");
}
