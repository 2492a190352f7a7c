using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Rows;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse.Queries;

/// <summary>
/// An aggregate as one query over the rows, and its result as rows. ClickHouse cuts off by count or bucket and keeps ties; order among equals and the final cut are
/// made here, since it sorts text by bytes.
/// </summary>
internal static class AggregateSql
{
    // ClickHouse takes the ceiling of level times count in floating point; just below the level it is the nearest rank for any count up to 10^10.
    private const string Levels = "0.499999999999, 0.949999999999, 0.989999999999";

    // Scores in whole billionths, as Nano has them; what is no number does not count.
    private const string Quality =
        "sum(toInt128(ifNull(if(isNaN(quality_now), NULL, roundBankers(if(abs(quality_now) > 9223372036., 9223372036. * sign(quality_now), quality_now) * 1e9)), 0))), countIf(NOT isNaN(quality_now))";

    private static readonly string[] s_tokens = ["prompt_tokens", "completion_tokens", "cached_tokens", "cache_write_tokens", "reasoning_tokens"];

    private static readonly string s_measures =
        $"count() AS n, countIf(status IN ('error', 'timeout')), {string.Concat(s_tokens.Select(column => $"ifNull(sum(toInt128({column})), 0), "))}"
        + "sum(toInt128(request_bytes) + toInt128(response_bytes)), sum(toInt128(cost_now)), sum(toInt128(saved_cost)), "
        + $"{Durations("latency_ms")}, {Durations("ttft_ms")}, {Quality}, min(bitShiftRight(position, 20)), max(bitShiftRight(position, 20))";

    /// <param name="query">Checked already.</param>
    /// <param name="fields">Its fields to group by.</param>
    /// <param name="costs">Whether any fact corrects a cost.</param>
    /// <param name="qualities">Whether any fact gives a quality.</param>
    public static string Write(AggregateQuery query, IReadOnlyList<FilterField> fields, bool costs, bool qualities)
    {
        var folds = new FoldSql(query.Project);
        var sql = new SqlText().Add("SELECT bucket");
        for (var i = 0; i < fields.Count; i++) sql.Add($", CAST(group{i} AS Nullable(String))");
        sql.Add(", ").Add(s_measures).Add($"\nFROM (SELECT position, status, {string.Join(", ", s_tokens)}, request_bytes, response_bytes, saved_cost, latency_ms, ttft_ms, ")
            .Add(costs ? "coalesce(costs.folded, cost)" : "cost").Add(" AS cost_now, ").Add(qualities ? "coalesce(qualities.folded, quality)" : "quality").Add(" AS quality_now, ");
        WriteBucket(sql, query.Bucket);
        for (var i = 0; i < fields.Count; i++)
        {
            sql.Add(", ");
            WriteGroup(sql, fields[i], i, folds);
            sql.Add($" AS group{i}");
        }

        sql.Add(" FROM interactions");
        if (costs) Join(sql, "costs", folds.Costs);
        if (qualities) Join(sql, "qualities", folds.Qualities);
        for (var i = 0; i < fields.Count; i++) JoinGroup(sql, fields[i], i, folds);
        sql.Add(" WHERE ").Add(QuerySql.Where(query.Project, query.Filter, PositionRange.Of(query.From, query.To)));
        sql.Add(")\nGROUP BY bucket");
        for (var i = 0; i < fields.Count; i++) sql.Add($", group{i}");
        sql.Add(query.Bucket is null ? "\nORDER BY n DESC" : "\nORDER BY bucket").Add(" LIMIT ").Value(query.Limit + 1).Add(" WITH TIES");
        return sql.ToString();
    }

    public static AggregateResult Read(RowReader reader, AggregateQuery query, IReadOnlyList<FilterField> fields)
    {
        var rows = new List<AggregateRow>();
        while (!reader.AtEnd) rows.Add(ReadRow(reader, query, fields));
        var ordered = query.Bucket is null ? rows.OrderByDescending(row => row.Count) : rows.OrderBy(row => row.Bucket);
        for (var i = 0; i < fields.Count; i++)
        {
            var index = i;
            ordered = ordered.ThenBy(row => row.Group[index], StringComparer.Ordinal);
        }

        return new AggregateResult([.. ordered.Take(query.Limit)]) { Truncated = rows.Count > query.Limit };
    }

    private static AggregateRow ReadRow(RowReader reader, AggregateQuery query, IReadOnlyList<FilterField> fields)
    {
        var bucket = reader.Int64();
        var group = new string?[fields.Count];
        for (var i = 0; i < group.Length; i++) group[i] = GroupText(fields[i], reader.TextOrNull());
        var row = new AggregateRow
        {
            Bucket = query.Bucket is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(bucket),
            Group = group,
            Count = reader.Int64(),
            Errors = reader.Int64(),
            PromptTokens = Whole(reader.Int128()),
            CompletionTokens = Whole(reader.Int128()),
            CachedTokens = Whole(reader.Int128()),
            CacheWriteTokens = Whole(reader.Int128()),
            ReasoningTokens = Whole(reader.Int128()),
            Bytes = Whole(reader.Int128()),
            CostUsd = reader.Int128OrNull() is { } cost ? Money.FromPico(cost) : null,
            SavedCostUsd = reader.Int128OrNull() is { } saved ? Money.FromPico(saved) : null,
        };
        var latency = ReadDurations(reader);
        var ttft = ReadDurations(reader);
        return row with
        {
            LatencyMsMean = latency.Mean,
            LatencyMsP50 = latency.P50,
            LatencyMsP95 = latency.P95,
            LatencyMsP99 = latency.P99,
            TtftMsMean = ttft.Mean,
            TtftMsP50 = ttft.P50,
            TtftMsP95 = ttft.P95,
            QualityMean = Nano.Mean(reader.Int128(), reader.Int64()),
            FirstTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(reader.Int64()),
            LastTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(reader.Int64()),
        };
    }

    private static (double? Mean, long? P50, long? P95, long? P99) ReadDurations(RowReader reader)
    {
        var sum = reader.Int128OrNull();
        var count = reader.Int64();
        var ranks = new long[reader.Varint()];
        for (var i = 0; i < ranks.Length; i++) ranks[i] = reader.Int64();
        return count == 0 ? (null, null, null, null) : ((double)sum!.Value / count, ranks[0], ranks[1], ranks[2]);
    }

    // Sums of what senders say are cut where they leave 64 bits.
    private static long Whole(Int128 sum) => (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);

    /// <summary>Sum, count and percentiles of a column of milliseconds.</summary>
    private static string Durations(string column) =>
        $"sum(toInt128({column})), count({column}), quantilesExactWeightedIf({Levels})(assumeNotNull({column}), 1, {column} IS NOT NULL)";

    /// <summary>Numbers with a fraction are spelled as everywhere else.</summary>
    private static string? GroupText(FilterField field, string? text) =>
        field.Name is "rating" && text is not null ? double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) : text;

    private static void WriteBucket(SqlText sql, TimeSpan? bucket)
    {
        if (bucket is not { } width)
        {
            sql.Add("toInt64(0) AS bucket");
            return;
        }

        sql.Add("bitShiftRight(position, 20) - bitShiftRight(position, 20) % ").Value((long)width.TotalMilliseconds).Add(" AS bucket");
    }

    /// <param name="sql">Goes on.</param>
    /// <param name="field">The field.</param>
    /// <param name="index">0 or 1. ClickHouse takes two arrayJoins of one expression for one, so the second turns its set round.</param>
    /// <param name="folds">Facts.</param>
    private static void WriteGroup(SqlText sql, FilterField field, int index, FoldSql folds)
    {
        switch (field.Name)
        {
            case var _ when FilterSql.Set(field) is { } set:
                sql.Add(Each(set, index));
                break;
            case "label":
                sql.Add(Each($"labels{index}.names", index));
                break;
            case "flagged":
                sql.Add("if(id IN (");
                folds.Flagged(sql);
                sql.Add("), 'true', 'false')");
                break;
            case "rating":
                sql.Add($"toString(ratings{index}.folded)");
                break;
            case "stream" or "estimated":
                sql.Add($"if({field.Name} IS NULL, NULL, if(assumeNotNull({field.Name}), 'true', 'false'))");
                break;
            case "http_status":
                sql.Add("toString(http_status)");
                break;
            case var name when name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal):
                sql.Add($"labels{index}.folded");
                break;
            case var name when name.StartsWith(FilterFields.MetadataPrefix, StringComparison.Ordinal):
                var key = name[FilterFields.MetadataPrefix.Length..];
                sql.Add("if(mapContains(metadata_values, ").Value(key).Add("), metadata_values[").Value(key).Add("], NULL)");
                break;
            default:
                sql.Add(FilterSql.Column(field) ?? throw new ArgumentException($"The field '{field.Name}' cannot be grouped by in ClickHouse."));
                break;
        }
    }

    private static void JoinGroup(SqlText sql, FilterField field, int index, FoldSql folds)
    {
        if (field.Name is "rating")
        {
            Join(sql, $"ratings{index}", folds.Ratings);
        }
        else if (field.Name is "label")
        {
            Join(
                sql,
                $"labels{index}",
                inner =>
                {
                    inner.Add("SELECT interaction, groupArray(label_name) AS names FROM (");
                    folds.Labels(inner);
                    inner.Add(") GROUP BY interaction");
                },
                "names");
        }
        else if (field.Name.StartsWith(FilterFields.LabelPrefix, StringComparison.Ordinal))
        {
            Join(sql, $"labels{index}", inner => folds.Labels(inner, field.Name[FilterFields.LabelPrefix.Length..]));
        }
    }

    // A row without a match has the type's default: null where the column is made nullable.
    private static void Join(SqlText sql, string name, Action<SqlText> select, string column = "toNullable(folded) AS folded")
    {
        sql.Add($" LEFT JOIN (SELECT interaction AS about, {column} FROM (");
        select(sql);
        sql.Add($")) AS {name} ON {name}.about = interactions.id");
    }

    private static string Each(string set, int index) =>
        $"arrayJoin(if(empty({set}), [NULL], {(index == 0 ? "" : "arrayReverse")}(arrayDistinct(arrayMap(one -> toNullable(toString(one)), {set})))))";
}
