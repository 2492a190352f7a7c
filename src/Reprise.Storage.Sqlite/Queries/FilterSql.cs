using System.Text.Json;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>
/// Turns a filter into a condition on the row <c>i</c>. Negations are carried to the leaves, where a missing value makes them hold, so the condition is never
/// null. Fields of the shape are decided here, for each known shape; words become a look into the index.
/// </summary>
internal sealed class FilterSql(int project, ShapeList shapes, PositionRange words)
{
    private static readonly Dictionary<string, string> s_columns = new(StringComparer.Ordinal)
    {
        ["user"] = "i.user", ["session"] = "i.session", ["trace"] = "i.trace", ["parent"] = "i.parent", ["ip"] = "i.ip",
        ["prompt_tokens"] = "i.prompt_tokens", ["completion_tokens"] = "i.completion_tokens", ["total_tokens"] = "i.total_tokens",
        ["cached_tokens"] = "i.cached_tokens", ["cache_write_tokens"] = "i.cache_write_tokens", ["reasoning_tokens"] = "i.reasoning_tokens",
        ["latency_ms"] = "i.latency_ms", ["ttft_ms"] = "i.ttft_ms", ["cost_usd"] = "i.cost", ["saved_cost_usd"] = "i.saved_cost", ["quality"] = "i.quality",
        ["cache_reason"] = "metadata_value(i.extra, 'cache_reason')", ["cache_source"] = "metadata_value(i.extra, 'cache_source')",
        ["replay_of"] = "metadata_value(i.extra, 'replay_of')", ["replay_run"] = "metadata_value(i.extra, 'replay_run')",
        ["prompt_template"] = "metadata_value(i.extra, 'prompt_template')",
        ["cache_similarity"] = "number_value(i.extra, 'cache_similarity')",
        ["sensitivity"] = "metadata_value(i.extra -> '$.security', 'sensitivity_level')", ["security_action"] = "metadata_value(i.extra -> '$.security', 'action')",
        ["injection_score"] = "number_value(i.extra -> '$.security', 'injection_score')", ["prompt_entropy"] = "number_value(i.extra -> '$.security', 'prompt_entropy')",
        ["privacy_policy"] = "metadata_value(i.extra -> '$.privacy', 'policy')",
        ["rating"] = "i.rating", ["record_error"] = "i.record_error", ["request_bytes"] = "i.request_bytes", ["response_bytes"] = "i.response_bytes",
        ["prompt_hash"] = "(CASE typeof(i.prompt_hash) WHEN 'blob' THEN lower(hex(i.prompt_hash)) ELSE i.prompt_hash END)",
        ["input_hash"] = "(CASE typeof(i.input_hash) WHEN 'blob' THEN lower(hex(i.input_hash)) ELSE i.input_hash END)",
    };

    /// <summary>The expression of a field's value in a row, without parameters; null for fields that have none.</summary>
    public static string? Column(FilterField field) => s_columns.GetValueOrDefault(field.Name);

    /// <summary>The numbers of the shapes that a filter of shape fields selects.</summary>
    public static IReadOnlyList<int> ShapesOf(Filter filter, ShapeList shapes)
    {
        var selected = new List<int>();
        for (var number = 0; number < shapes.Count; number++)
        {
            if (shapes[number] is { } shape && new FilterMatch(shape.ToInteraction(), FactFold.Empty, "").Matches(filter)) selected.Add(number);
        }

        return selected;
    }

    public void Write(SqlText sql, Filter filter, bool negated = false)
    {
        // The policy is part of a shape here, though rollups elsewhere know nothing of it.
        if (ShapeFields.Decide(filter) || filter is FieldFilter { Field.Name: "cache_policy" })
        {
            WriteShapes(sql, filter, negated);
            return;
        }

        switch (filter)
        {
            case AndFilter and:
                WriteParts(sql, and.Parts, negated ? " OR " : " AND ", empty: negated ? "0" : "1", negated);
                break;
            case OrFilter or:
                WriteParts(sql, or.Parts, negated ? " AND " : " OR ", empty: negated ? "1" : "0", negated);
                break;
            case NotFilter not:
                Write(sql, not.Inner, !negated);
                break;
            case TextFilter text:
                sql.Add(negated ? "i.position NOT IN (" : "i.position IN (").Add("SELECT rowid FROM search WHERE search MATCH ").Value(SearchMatch.Phrase(text, project));
                sql.Add(" AND rowid BETWEEN ").Value(words.Low).Add(" AND ").Value(words.High).Add(")");
                break;
            case FieldFilter field:
                WriteField(sql, field, negated);
                break;
            default:
                throw new ArgumentException($"A filter of type {filter.GetType().Name} cannot be asked of SQLite.", nameof(filter));
        }
    }

    private void WriteShapes(SqlText sql, Filter filter, bool negated)
    {
        if (filter is AndFilter { Parts.Count: 0 })
        {
            sql.Add(negated ? "0" : "1");
            return;
        }

        var selected = ShapesOf(filter, shapes);
        if (shapes.HasOwn) sql.Add(negated ? "NOT (" : "(");
        sql.Add(negated && !shapes.HasOwn ? "i.shape NOT IN (" : "i.shape IN (").Add("SELECT value FROM json_each(").Value($"[{string.Join(',', selected)}]").Add("))");
        if (shapes.HasOwn) sql.Add(" OR (i.shape = -1 AND shape_holds(i.own_shape, ").ShapeFilter(filter).Add(")))");
    }

    private void WriteParts(SqlText sql, IReadOnlyList<Filter> parts, string separator, string empty, bool negated)
    {
        if (parts.Count == 0)
        {
            sql.Add(empty);
            return;
        }

        sql.Add("(");
        for (var index = 0; index < parts.Count; index++)
        {
            if (index > 0) sql.Add(separator);
            Write(sql, parts[index], negated);
        }

        sql.Add(")");
    }

    private void WriteField(SqlText sql, FieldFilter filter, bool negated)
    {
        var name = filter.Field.Name;
        if (name == "timestamp") WriteTime(sql, filter, negated);
        else if (name == "flagged") WriteFlag(sql, filter, negated);
        else if (name == "id") WriteId(sql, filter, negated);
        else if (name == "tag" && filter.Operator is FilterOperator.Equal) WriteText(sql, "i.tags", (string)filter.Value!, "", negated);
        else if (name == "tag") WriteSet(sql, filter, negated, "SELECT 1 FROM json_each(i.tags) AS t WHERE ", "t.value");
        else if (ExtraSets.Find(filter.Field) is { } same && filter.Operator is FilterOperator.Equal) WriteText(sql, same.Json, (string)filter.Value!, same.End, negated);
        else if (ExtraSets.Find(filter.Field) is { } set) WriteSet(sql, filter, negated, $"SELECT 1 FROM {set.Each} WHERE ", set.Item);
        else if (name == "label") WriteSet(sql, filter, negated, "SELECT 1 FROM labels AS l WHERE l.position = i.position AND ", "l.name");
        else if (name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal)) WriteLabel(sql, filter, negated);
        else if (name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal)) WriteMetadata(sql, filter, negated);
        else WriteColumn(sql, filter, negated);
    }

    private static void WriteColumn(SqlText sql, FieldFilter filter, bool negated)
    {
        var column = Column(filter.Field) ?? throw new ArgumentException($"The field '{filter.Field.Name}' cannot be asked of SQLite.", nameof(filter));
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            sql.Add(column).Add((filter.Operator is FilterOperator.Present) != negated ? " IS NOT NULL" : " IS NULL");
            return;
        }

        if (!negated)
        {
            WriteComparison(sql, column, filter);
            return;
        }

        sql.Add("(").Add(column).Add(" IS NULL OR NOT ");
        WriteComparison(sql, column, filter);
        sql.Add(")");
    }

    private static void WriteComparison(SqlText sql, string column, FieldFilter filter)
    {
        switch (filter.Operator)
        {
            case FilterOperator.Contains:
                sql.Add("contains_fold(").Add(column).Add(", ").Value(filter.Value).Add(")");
                break;
            case FilterOperator.StartsWith:
                WritePrefix(sql, column, (string)filter.Value!);
                break;
            default:
                var sign = filter.Operator switch
                {
                    FilterOperator.Less => " < ",
                    FilterOperator.LessOrEqual => " <= ",
                    FilterOperator.Greater => " > ",
                    FilterOperator.GreaterOrEqual => " >= ",
                    _ => " = ",
                };
                var value = filter.Field.Name is "cost_usd" or "saved_cost_usd" ? Money.Bound((double)filter.Value!) : filter.Value;
                sql.Add("(").Add(column).Add(sign).Value(value).Add(")");
                break;
        }
    }

    private static void WritePrefix(SqlText sql, string column, string prefix)
    {
        sql.Add("(").Add(column).Add(" >= ").Value(prefix);
        if (TextRange.EndOfPrefix(prefix) is { } end) sql.Add(" AND ").Add(column).Add(" < ").Value(end);
        sql.Add(")");
    }

    private static void WriteTime(SqlText sql, FieldFilter filter, bool negated)
    {
        var range = PositionRange.Of(filter);
        sql.Add(negated ? "i.position NOT BETWEEN " : "i.position BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High);
    }

    private static void WriteFlag(SqlText sql, FieldFilter filter, bool negated)
    {
        if (filter.Operator is FilterOperator.Equal) sql.Add("i.flagged = ").Value((bool)filter.Value! != negated);
        else sql.Add((filter.Operator is FilterOperator.Present) != negated ? "1" : "0");
    }

    private void WriteId(SqlText sql, FieldFilter filter, bool negated)
    {
        if (filter.Operator is not FilterOperator.Equal)
        {
            if (negated) sql.Add("NOT ");
            if (filter.Operator is FilterOperator.Present or FilterOperator.Missing) sql.Add(filter.Operator is FilterOperator.Present ? "1" : "0");
            else WriteComparison(sql, "id_text(i.id)", filter);
            return;
        }

        var known = InteractionId.TryParse((string)filter.Value!, out var id) && id.ToString() == (string)filter.Value;
        sql.Add(negated ? "NOT " : "").Add("(i.project = ").Value(project).Add(" AND i.id = ").Value(known ? id.ToByteArray() : []).Add(")");
    }

    // The column is JSON of our own writing, in which a quoted text stands for a whole one only.
    private static void WriteText(SqlText sql, string column, string text, string end, bool negated) =>
        sql.Add(negated ? $"({column} IS NULL OR instr({column}, " : $"({column} IS NOT NULL AND instr({column}, ").Value(TagList.Write([text])![1..^1] + end).Add(negated ? ") = 0)" : ") > 0)");

    private static void WriteSet(SqlText sql, FieldFilter filter, bool negated, string select, string item)
    {
        var absent = negated != (filter.Operator is FilterOperator.Missing);
        sql.Add(absent ? "NOT EXISTS (" : "EXISTS (").Add(select);
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing) sql.Add("1");
        else WriteComparison(sql, item, filter);
        sql.Add(")");
    }

    private static void WriteLabel(SqlText sql, FieldFilter filter, bool negated)
    {
        var absent = negated != (filter.Operator is FilterOperator.Missing);
        sql.Add(absent ? "NOT EXISTS (" : "EXISTS (").Add("SELECT 1 FROM labels AS l WHERE l.position = i.position AND l.name = ").Value(filter.Field.Name[FilterFields.LabelPrefix.Length..]);
        if (filter.Operator is not (FilterOperator.Present or FilterOperator.Missing))
        {
            sql.Add(" AND ");
            WriteComparison(sql, "l.value", filter);
        }

        sql.Add(")");
    }

    private static void WriteMetadata(SqlText sql, FieldFilter filter, bool negated)
    {
        // A function of its own value, so that the column can stand in any comparison: m.value is computed once for a row.
        var absent = negated != (filter.Operator is FilterOperator.Missing);
        sql.Add(absent ? "NOT EXISTS (" : "EXISTS (").Add("SELECT 1 FROM (SELECT metadata_value(i.metadata, ").Value(filter.Field.Name[FilterFields.MetadataPrefix.Length..]).Add(") AS value) AS m WHERE ");
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing) sql.Add("m.value IS NOT NULL");
        else WriteComparison(sql, "m.value", filter);
        sql.Add(")");
    }
}
