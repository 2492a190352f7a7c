using System.Text;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

/// <summary>
/// Turns a filter into a condition on the row <c>i</c>. Negations are carried to the leaves, where a missing value makes them hold, so the condition is never
/// null.
/// </summary>
internal static class FilterSql
{
    private static readonly Dictionary<string, string> s_columns = new(StringComparer.Ordinal)
    {
        ["id"] = "i.id::text", ["kind"] = "i.kind", ["name"] = "i.name", ["provider"] = "i.provider", ["dialect"] = "i.dialect", ["model"] = "i.model",
        ["response_model"] = "i.response_model", ["status"] = "i.status", ["http_status"] = "i.http_status", ["error_code"] = "i.error_code", ["user"] = "i.user_id",
        ["session"] = "i.session_id", ["trace"] = "i.trace_id", ["parent"] = "i.parent_id", ["prompt_type"] = "i.prompt_type", ["stream"] = "i.streamed",
        ["finish_reason"] = "i.finish_reason", ["ip"] = "i.ip", ["country"] = "i.country", ["prompt_tokens"] = "i.prompt_tokens", ["completion_tokens"] = "i.completion_tokens",
        ["total_tokens"] = "i.total_tokens", ["cached_tokens"] = "i.cached_tokens", ["cache_write_tokens"] = "i.cache_write_tokens", ["reasoning_tokens"] = "i.reasoning_tokens",
        ["estimated"] = "i.estimated", ["latency_ms"] = "i.latency_ms", ["ttft_ms"] = "i.ttft_ms", ["cost_usd"] = "i.cost_pico", ["saved_cost_usd"] = "i.saved_cost_pico",
        ["cache"] = "i.cache_status", ["cache_policy"] = "i.cache_policy", ["cache_reason"] = "(i.extra ->> 'cache_reason' COLLATE \"C\")",
        ["cache_similarity"] = "(i.extra ->> 'cache_similarity')::float8", ["cache_source"] = "(i.extra ->> 'cache_source' COLLATE \"C\")",
        ["replay_of"] = "(i.extra ->> 'replay_of' COLLATE \"C\")", ["replay_run"] = "(i.extra ->> 'replay_run' COLLATE \"C\")",
        ["prompt_template"] = "(i.extra ->> 'prompt_template' COLLATE \"C\")",
        ["sensitivity"] = "(i.extra -> 'security' ->> 'sensitivity_level' COLLATE \"C\")", ["security_action"] = "(i.extra -> 'security' ->> 'action' COLLATE \"C\")",
        ["injection_score"] = "(i.extra -> 'security' ->> 'injection_score')::float8", ["prompt_entropy"] = "(i.extra -> 'security' ->> 'prompt_entropy')::float8",
        ["privacy_policy"] = "(i.extra -> 'privacy' ->> 'policy' COLLATE \"C\")",
        ["quality"] = "i.quality", ["flagged"] = "i.flagged", ["rating"] = "i.rating", ["prompt_hash"] = "i.prompt_hash", ["input_hash"] = "i.input_hash",
        ["record_error"] = "i.record_error", ["request_bytes"] = "i.request_bytes", ["response_bytes"] = "i.response_bytes",
    };

    // What an index of its own leads to; see the schema for the length.
    private static readonly HashSet<string> s_indexed = ["i.session_id", "i.user_id", "i.trace_id", "i.prompt_hash", s_columns["replay_of"], s_columns["replay_run"]];
    private const int LongestIndexed = 200;

    private static readonly Dictionary<string, string> s_sets = new(StringComparer.Ordinal)
    {
        ["yara"] = "(i.extra -> 'security' -> 'yara_matches')",
        ["secret"] = "(i.extra -> 'security' -> 'secrets')",
        ["token"] = "(i.extra -> 'security' -> 'token_inspection_result' -> 'suspicious')",
    };

    /// <summary>The types of what was redacted are the names of their counts.</summary>
    public const string Redacted = "(i.extra -> 'privacy' -> 'counts')";

    /// <summary>The JSON list of a field that is a set among the rare values; null for others.</summary>
    public static string? Set(FilterField field) => s_sets.GetValueOrDefault(field.Name);

    /// <summary>The column of a field's value; null for fields that have none of their own.</summary>
    public static string? Column(FilterField field) => s_columns.GetValueOrDefault(field.Name);

    public static void Write(SqlText sql, Filter filter, bool negated = false)
    {
        switch (filter)
        {
            case AndFilter and:
                WriteParts(sql, and.Parts, negated ? " OR " : " AND ", empty: negated ? "false" : "true", negated);
                break;
            case OrFilter or:
                WriteParts(sql, or.Parts, negated ? " AND " : " OR ", empty: negated ? "true" : "false", negated);
                break;
            case NotFilter not:
                Write(sql, not.Inner, !negated);
                break;
            case TextFilter text:
                WriteWords(sql, text, negated);
                break;
            case FieldFilter field:
                WriteField(sql, field, negated);
                break;
            default:
                throw new ArgumentException($"A filter of type {filter.GetType().Name} cannot be asked of PostgreSQL.", nameof(filter));
        }
    }

    private static void WriteParts(SqlText sql, IReadOnlyList<Filter> parts, string separator, string empty, bool negated)
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

    // The set of words leads to the row by the index, the text of all words in order decides.
    private static void WriteWords(SqlText sql, TextFilter filter, bool negated)
    {
        sql.Add(negated ? "(i.words IS NULL OR NOT (i.words @@ " : "(i.words @@ ").Value(WordQuery(filter)).Add("::tsquery AND strpos(i.search_text, ");
        sql.Value(' ' + string.Join(' ', filter.Tokens) + (filter.IsPrefix ? "" : " ")).Add(negated ? ") > 0))" : ") > 0)");
    }

    private static string WordQuery(TextFilter filter)
    {
        var query = new StringBuilder($"'{SearchWords.TooMany}' | (");
        for (var i = 0; i < filter.Tokens.Count; i++)
        {
            if (i > 0) query.Append(" & ");
            query.Append('\'').Append(SearchWords.InIndex(filter.Tokens[i]).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)).Append('\'');
            if (filter.IsPrefix && i == filter.Tokens.Count - 1) query.Append(":*");
        }

        return query.Append(')').ToString();
    }

    private static void WriteField(SqlText sql, FieldFilter filter, bool negated)
    {
        var name = filter.Field.Name;
        if (name == "timestamp") WriteTime(sql, filter, negated);
        else if (name == "id" && filter.Operator is FilterOperator.Equal) WriteId(sql, (string)filter.Value!, negated);
        else if (name == "tag") WriteSet(sql, filter, negated, "i.tags", "jsonb_array_elements_text(i.tags)");
        else if (Set(filter.Field) is { } set) WriteSet(sql, filter, negated, set, $"jsonb_array_elements_text({set})");
        else if (name == "redacted") WriteSet(sql, filter, negated, Redacted, $"jsonb_object_keys({Redacted})");
        else if (name == "label") WriteSet(sql, filter, negated, "i.labels", "jsonb_object_keys(i.labels)");
        else if (name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal)) WriteKeyed(sql, filter, negated, "i.labels", name[FilterFields.LabelPrefix.Length..]);
        else if (name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal)) WriteKeyed(sql, filter, negated, "i.metadata_values", name[FilterFields.MetadataPrefix.Length..]);
        else WriteCondition(sql, filter, negated, Column(filter.Field) ?? throw new ArgumentException($"The field '{name}' cannot be asked of PostgreSQL.", nameof(filter)));
    }

    private static void WriteCondition(SqlText sql, FieldFilter filter, bool negated, string column)
    {
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            sql.Add(column).Add((filter.Operator is FilterOperator.Present) != negated ? " IS NOT NULL" : " IS NULL");
            return;
        }

        if (negated) sql.Add("(").Add(column).Add(" IS NULL OR NOT ");
        WriteComparison(sql, column, filter);
        if (negated) sql.Add(")");
    }

    private static void WriteComparison(SqlText sql, string column, FieldFilter filter)
    {
        switch (filter.Operator)
        {
            case FilterOperator.Contains:
                sql.Add("(").Add(column).Add(" ~ ").Value(CasePattern.Contains(PostgresText.Parameter((string)filter.Value!))).Add(")");
                break;
            case FilterOperator.StartsWith:
                sql.Add("starts_with(").Add(column).Add(", ").Value(filter.Value!).Add(")");
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
                var value = filter.Field.Name is "cost_usd" or "saved_cost_usd" ? Money.Bound((double)filter.Value!) : filter.Value!;
                sql.Add("(").Add(column).Add(sign).Value(value);
                if (s_indexed.Contains(column) && ((string)value).Length <= LongestIndexed) sql.Add($" AND length({column}) <= {LongestIndexed}");
                sql.Add(")");
                break;
        }
    }

    private static void WriteTime(SqlText sql, FieldFilter filter, bool negated)
    {
        var range = PositionRange.Of(filter);
        sql.Add(negated ? "i.position NOT BETWEEN " : "i.position BETWEEN ").Value(range.Low).Add(" AND ").Value(range.High);
    }

    private static void WriteId(SqlText sql, string text, bool negated)
    {
        if (InteractionId.TryParse(text, out var id) && id.ToString() == text) sql.Add(negated ? "i.id <> " : "i.id = ").Value(id);
        else sql.Add(negated ? "true" : "false");
    }

    private static void WriteSet(SqlText sql, FieldFilter filter, bool negated, string column, string items)
    {
        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            sql.Add(column).Add((filter.Operator is FilterOperator.Present) != negated ? " IS NOT NULL" : " IS NULL");
        }
        else if (filter.Operator is FilterOperator.Equal)
        {
            sql.Add(negated ? $"({column} IS NULL OR NOT {column} ? " : $"({column} ? ").Value(filter.Value!).Add(")");
        }
        else
        {
            // Column-less items of a null are none, so this is never null.
            sql.Add(negated ? "NOT EXISTS (" : "EXISTS (").Add("SELECT 1 FROM ").Add(items).Add(" AS item WHERE ");
            WriteComparison(sql, "item", filter);
            sql.Add(")");
        }
    }

    private static void WriteKeyed(SqlText sql, FieldFilter filter, bool negated, string column, string key)
    {
        if (filter.Operator is FilterOperator.Equal)
        {
            sql.Add(negated ? $"({column} IS NULL OR NOT {column} @> " : $"({column} @> ").Value(JsonValues.Map([new(key, (string)filter.Value!)])!).Add("::jsonb)");
            return;
        }

        if (filter.Operator is FilterOperator.Present or FilterOperator.Missing)
        {
            var present = (filter.Operator is FilterOperator.Present) != negated;
            sql.Add(present ? $"({column} IS NOT NULL AND {column} ? " : $"({column} IS NULL OR NOT {column} ? ").Value(key).Add(")");
            return;
        }

        sql.Add(negated ? "NOT EXISTS (" : "EXISTS (").Add($"SELECT 1 FROM (SELECT {column} ->> ").Value(key).Add(" AS value) AS m WHERE ");
        WriteComparison(sql, "m.value", filter);
        sql.Add(")");
    }
}
