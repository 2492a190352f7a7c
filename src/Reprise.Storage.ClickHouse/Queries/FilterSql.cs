using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>
/// Turns a filter into a condition on a row of <c>interactions</c>. Negations are carried to the leaves, where a missing value makes them hold, so the condition is
/// never null where it counts. What facts say is asked by id.
/// </summary>
internal sealed class FilterSql(string project)
{
    /// <summary>Takes an id apart as people write it.</summary>
    private const string IdText = IdTextOf + "id" + IdTextEnd;

    private const string IdTextOf = "replaceRegexpOne(lower(hex(";
    private const string IdTextEnd = ")), '^(.{8})(.{4})(.{4})(.{4})', '\\\\1-\\\\2-\\\\3-\\\\4-')";

    private static readonly Dictionary<string, string> s_columns = new(StringComparer.Ordinal)
    {
        ["kind"] = "kind", ["status"] = "status", ["name"] = "name", ["provider"] = "provider", ["dialect"] = "dialect", ["model"] = "model", ["response_model"] = "response_model",
        ["http_status"] = "http_status", ["error_code"] = "error_code", ["user"] = "user", ["session"] = "session", ["trace"] = "trace", ["parent"] = "parent",
        ["prompt_type"] = "prompt_type", ["finish_reason"] = "finish_reason", ["ip"] = "ip", ["country"] = "country", ["stream"] = "stream", ["estimated"] = "estimated",
        ["prompt_tokens"] = "prompt_tokens", ["completion_tokens"] = "completion_tokens", ["total_tokens"] = "total_tokens", ["cached_tokens"] = "cached_tokens",
        ["cache_write_tokens"] = "cache_write_tokens", ["reasoning_tokens"] = "reasoning_tokens", ["latency_ms"] = "latency_ms", ["ttft_ms"] = "ttft_ms",
        ["cost_usd"] = "cost", ["saved_cost_usd"] = "saved_cost", ["cache"] = "cache",
        ["cache_policy"] = "cache_policy", ["cache_reason"] = "cache_reason", ["cache_similarity"] = "cache_similarity", ["cache_source"] = IdTextOf + "cache_source" + IdTextEnd,
        ["replay_of"] = IdTextOf + "replay_of" + IdTextEnd, ["replay_run"] = "replay_run", ["prompt_template"] = "prompt_template",
        ["sensitivity"] = "sensitivity", ["injection_score"] = "injection_score", ["prompt_entropy"] = "prompt_entropy", ["security_action"] = "security_action",
        ["privacy_policy"] = "privacy_policy",
        ["quality"] = "quality", ["prompt_hash"] = "prompt_hash", ["input_hash"] = "input_hash",
        ["record_error"] = "record_error", ["request_bytes"] = "request_bytes", ["response_bytes"] = "response_bytes",
    };

    private static readonly Dictionary<string, string> s_sets = new(StringComparer.Ordinal)
    {
        ["tag"] = "tags", ["yara"] = "yara", ["secret"] = "secrets", ["token"] = "suspicious", ["redacted"] = "redacted",
    };

    private static readonly HashSet<string> s_folded = new(StringComparer.Ordinal) { "flagged", "rating", "label", "cost_usd", "quality" };

    private readonly FoldSql _folds = new(project);

    /// <summary>The column a field is recorded in; null for fields that have none of their own.</summary>
    public static string? Column(FilterField field) => s_columns.GetValueOrDefault(field.Name);

    /// <summary>The column that holds a field's set; null for fields that are none, or whose set is made of facts.</summary>
    public static string? Set(FilterField field) => s_sets.GetValueOrDefault(field.Name);

    /// <summary>Whether facts have a say in a field.</summary>
    public static bool IsFolded(FilterField field) => s_folded.Contains(field.Name) || field.Name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal);

    /// <summary>Whether facts have a say in a filter.</summary>
    public static bool AsksFacts(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.Any(AsksFacts),
        OrFilter or => or.Parts.Any(AsksFacts),
        NotFilter not => AsksFacts(not.Inner),
        FieldFilter field => IsFolded(field.Field),
        _ => false,
    };

    public void Write(SqlText sql, Filter filter, bool negated = false)
    {
        switch (filter)
        {
            case AndFilter and:
                WriteParts(sql, and.Parts, negated ? " OR " : " AND ", empty: !negated, negated);
                break;
            case OrFilter or:
                WriteParts(sql, or.Parts, negated ? " AND " : " OR ", empty: negated, negated);
                break;
            case NotFilter not:
                Write(sql, not.Inner, !negated);
                break;
            case TextFilter text:
                if (negated) sql.Add("NOT ");
                TextSql.Phrase(sql, text.Tokens, text.IsPrefix);
                break;
            case FieldFilter field:
                WriteField(sql, field, negated);
                break;
            default:
                throw new ArgumentException($"A filter of type {filter.GetType().Name} cannot be asked of ClickHouse.", nameof(filter));
        }
    }

    private void WriteParts(SqlText sql, IReadOnlyList<Filter> parts, string separator, bool empty, bool negated)
    {
        if (parts.Count == 0)
        {
            Truth(sql, empty);
            return;
        }

        if (parts.Count > 1) sql.Add("(");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) sql.Add(separator);
            Write(sql, parts[i], negated);
        }

        if (parts.Count > 1) sql.Add(")");
    }

    private void WriteField(SqlText sql, FieldFilter filter, bool negated)
    {
        switch (filter.Field.Name)
        {
            case "timestamp":
                var range = PositionRange.Of(filter);
                sql.Add(negated ? "position NOT BETWEEN " : "position BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High);
                break;
            case "id":
                WriteId(sql, filter, negated);
                break;
            case var _ when Set(filter.Field) is { } set:
                WriteSet(sql, filter, negated, set);
                break;
            case "flagged":
                if (filter.Operator is not FilterOperator.Equal) Truth(sql, filter.Operator is FilterOperator.Present != negated);
                else WriteIn(sql, (bool)filter.Value! == negated, _folds.Flagged);
                break;
            case "rating":
                WriteFolded(sql, filter, negated, _folds.Ratings);
                break;
            case "label":
                WriteLabel(sql, filter, negated, null, "label_name");
                break;
            case "quality":
                WriteReplaced(sql, filter, negated, _folds.Qualities);
                break;
            case "cost_usd":
                WriteReplaced(sql, filter, negated, _folds.Costs);
                break;
            case var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal):
                WriteLabel(sql, filter, negated, name[FilterFields.LabelPrefix.Length..], "folded");
                break;
            case var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal):
                WriteMetadata(sql, filter, negated, name[FilterFields.MetadataPrefix.Length..]);
                break;
            default:
                WriteColumn(sql, filter, negated);
                break;
        }
    }

    private static void WriteColumn(SqlText sql, FieldFilter filter, bool negated)
    {
        var column = Column(filter.Field) ?? throw new ArgumentException($"The field '{filter.Field.Name}' cannot be asked of ClickHouse.", nameof(filter));
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            sql.Add(column).Add(filter.Operator is FilterOperator.Present != negated ? " IS NOT NULL" : " IS NULL");
            return;
        }

        if (negated) sql.Add("(").Add(column).Add(" IS NULL OR NOT (");
        WriteComparison(sql, column, filter);
        if (negated) sql.Add("))");
    }

    /// <summary>Compares what is there: null where the column is.</summary>
    private static void WriteComparison(SqlText sql, string column, FieldFilter filter)
    {
        switch (filter.Operator, filter.Value)
        {
            case (FilterOperator.Contains, "") or (FilterOperator.StartsWith, ""):
                sql.Add(column).Add(" IS NOT NULL");
                break;
            case (FilterOperator.Contains, string text):
                TextSql.Contains(sql, column, text);
                break;
            case (FilterOperator.StartsWith, string text):
                sql.Add("startsWith(").Add(column).Add(", ").Value(text).Add(")");
                break;
            case (FilterOperator.Equal, string text) when filter.Field.Name is "cache_source" or "replay_of":
                // As bytes, which the index knows.
                if (InteractionId.TryParse(text, out var id) && id.ToString() == text) sql.Add(filter.Field.Name).Add(" = ").Value(id);
                else Truth(sql, false);
                break;
            case (FilterOperator.Equal, string text):
                sql.Add(column).Add(" = ").Value(text);
                break;
            case (FilterOperator.Equal, bool flag):
                sql.Add(column).Add(flag ? " = true" : " = false");
                break;
            case (_, double number) when Sign(filter.Operator) is { } sign:
                WriteNumber(sql, column, sign, filter.Field, number);
                break;
            default:
                Truth(sql, false);
                break;
        }
    }

    private static void WriteNumber(SqlText sql, string column, string sign, FilterField field, double number)
    {
        if (field.Name is not ("cost_usd" or "saved_cost_usd")) sql.Add("toFloat64(").Add(column).Add(")").Add(sign).Value(number);
        else if (Money.Bound(number) is long pico) sql.Add(column).Add(sign).Value(pico);
        else sql.Add("toFloat64(").Add(column).Add(")").Add(sign).Value((double)Money.Bound(number));
    }

    private static string? Sign(FilterOperator comparison) => comparison switch
    {
        FilterOperator.Equal => " = ",
        FilterOperator.Less => " < ",
        FilterOperator.LessOrEqual => " <= ",
        FilterOperator.Greater => " > ",
        FilterOperator.GreaterOrEqual => " >= ",
        _ => null,
    };

    private static void WriteId(SqlText sql, FieldFilter filter, bool negated)
    {
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            Truth(sql, filter.Operator is FilterOperator.Present != negated);
            return;
        }

        if (negated) sql.Add("NOT ");
        sql.Add("(");
        if (filter.Operator is not FilterOperator.Equal) WriteComparison(sql, IdText, filter);
        else if (InteractionId.TryParse((string)filter.Value!, out var id) && id.ToString() == (string)filter.Value) sql.Add("id = ").Value(id);
        else Truth(sql, false);
        sql.Add(")");
    }

    private static void WriteSet(SqlText sql, FieldFilter filter, bool negated, string set)
    {
        if (negated) sql.Add("NOT ");
        switch (filter.Operator)
        {
            case FilterOperator.Present:
                sql.Add($"notEmpty({set})");
                break;
            case FilterOperator.Missing:
                sql.Add($"empty({set})");
                break;
            case FilterOperator.Equal:
                sql.Add($"has({set}, ").Value((string)filter.Value!).Add(")");
                break;
            default:
                sql.Add("arrayExists(one -> ");
                WriteComparison(sql, "one", filter);
                sql.Add($", {set})");
                break;
        }
    }

    private static void WriteMetadata(SqlText sql, FieldFilter filter, bool negated, string key)
    {
        var known = new SqlText().Add("mapContains(metadata_values, ").Value(key).Add(")").ToString();
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            sql.Add(filter.Operator is FilterOperator.Present != negated ? known : $"NOT {known}");
            return;
        }

        sql.Add(negated ? "NOT (" : "(").Add(known).Add(" AND ");
        WriteComparison(sql, new SqlText().Add("metadata_values[").Value(key).Add("]").ToString(), filter);
        sql.Add(")");
    }

    /// <summary>A value that facts alone give.</summary>
    private static void WriteFolded(SqlText sql, FieldFilter filter, bool negated, Action<SqlText> folds, string column = "folded")
    {
        WriteIn(sql, filter.Operator is FilterOperator.Missing != negated, inner =>
        {
            inner.Add("SELECT interaction FROM (");
            folds(inner);
            inner.Add(")");
            if (filter.Operator is FilterOperator.Present or FilterOperator.Missing) return;
            inner.Add(" WHERE ");
            WriteComparison(inner, column, filter);
        });
    }

    private void WriteLabel(SqlText sql, FieldFilter filter, bool negated, string? name, string column) =>
        WriteFolded(sql, filter, negated, inner => _folds.Labels(inner, name), column);

    /// <summary>A recorded value that facts replace where they have one.</summary>
    private static void WriteReplaced(SqlText sql, FieldFilter filter, bool negated, Action<SqlText> folds)
    {
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            var isThere = filter.Operator is FilterOperator.Present != negated;
            sql.Add("(");
            WriteColumn(sql, filter, negated);
            sql.Add(isThere ? " OR " : " AND ");
            WriteIn(sql, !isThere, Ids);
            sql.Add(")");
            return;
        }

        // Replaced and the new value holds, or not replaced and the recorded one holds; the opposite of both when negated.
        sql.Add("(");
        WriteFolded(sql, filter, negated, folds);
        sql.Add(negated ? " AND (" : " OR (");
        WriteIn(sql, !negated, Ids);
        sql.Add(negated ? " OR " : " AND ");
        WriteColumn(sql, filter, negated);
        sql.Add("))");

        void Ids(SqlText inner)
        {
            inner.Add("SELECT interaction FROM (");
            folds(inner);
            inner.Add(")");
        }
    }

    private static void WriteIn(SqlText sql, bool negated, Action<SqlText> select)
    {
        sql.Add(negated ? "id NOT IN (" : "id IN (");
        select(sql);
        sql.Add(")");
    }

    private static void Truth(SqlText sql, bool value) => sql.Add(value ? "1" : "0");
}
