using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>Asks for groups by sealed values and gives them back in plain, in the order and number that were asked for.</summary>
internal static class SealedAggregates
{
    public static bool HasSealedGroups(AggregateQuery query) => query.GroupBy.Any(name => FilterFields.Find(name) is { } field && SealedFields.PlaceOf(field.Name) is not null);

    /// <summary>The query as the store understands it. All groups are asked for: which of them come first is known only when they are open.</summary>
    public static AggregateQuery InStore(ISealer sealer, AggregateQuery query) => query with
    {
        GroupBy = [.. query.GroupBy.Select(name => FilterFields.Find(name) is { } field ? SealedFields.InStore(sealer, query.Project, field.Name) : name)],
        Limit = AggregateQuery.MaxGroups,
    };

    public static AggregateResult Open(ISealer sealer, AggregateQuery query, AggregateResult result)
    {
        var places = query.GroupBy.Select(name => SealedFields.PlaceOf(FilterFields.Find(name)!.Name)).ToArray();
        var opened = result.Rows
            .Select(row => row with { Group = [.. row.Group.Select((value, at) => places[at] is { } place ? SealedText.Open(sealer, query.Project, place, value) : value)] })
            // A value from before encryption was turned on stands beside the same one sealed.
            .GroupBy(row => (row.Bucket, First: row.Group[0], Second: row.Group.Count > 1 ? row.Group[1] : null))
            .Select(same => same.Aggregate(Together));
        var ordered = query.Bucket is null
            ? opened.OrderByDescending(row => row.Count).ThenBy(row => row.Group[0], StringComparer.Ordinal)
            : opened.OrderBy(row => row.Bucket).ThenBy(row => row.Group[0], StringComparer.Ordinal);
        var rows = ordered.ThenBy(row => row.Group.Count > 1 ? row.Group[1] : null, StringComparer.Ordinal).ToArray();
        return result with { Rows = rows.Length > query.Limit ? rows[..query.Limit] : rows, Truncated = result.Truncated || rows.Length > query.Limit };
    }

    /// <summary>Counts and sums are exact; means are weighted by count, and percentiles are those of the larger part.</summary>
    private static AggregateRow Together(AggregateRow one, AggregateRow other)
    {
        var (larger, smaller) = one.Count >= other.Count ? (one, other) : (other, one);
        return larger with
        {
            Count = one.Count + other.Count,
            Errors = one.Errors + other.Errors,
            PromptTokens = one.PromptTokens + other.PromptTokens,
            CompletionTokens = one.CompletionTokens + other.CompletionTokens,
            CachedTokens = one.CachedTokens + other.CachedTokens,
            CacheWriteTokens = one.CacheWriteTokens + other.CacheWriteTokens,
            ReasoningTokens = one.ReasoningTokens + other.ReasoningTokens,
            Bytes = one.Bytes + other.Bytes,
            CostUsd = one.CostUsd is null ? other.CostUsd : one.CostUsd + (other.CostUsd ?? 0),
            SavedCostUsd = one.SavedCostUsd is null ? other.SavedCostUsd : one.SavedCostUsd + (other.SavedCostUsd ?? 0),
            LatencyMsMean = Mean(larger.LatencyMsMean, smaller.LatencyMsMean),
            TtftMsMean = Mean(larger.TtftMsMean, smaller.TtftMsMean),
            QualityMean = Mean(larger.QualityMean, smaller.QualityMean),
            LatencyMsP50 = larger.LatencyMsP50 ?? smaller.LatencyMsP50,
            LatencyMsP95 = larger.LatencyMsP95 ?? smaller.LatencyMsP95,
            LatencyMsP99 = larger.LatencyMsP99 ?? smaller.LatencyMsP99,
            TtftMsP50 = larger.TtftMsP50 ?? smaller.TtftMsP50,
            TtftMsP95 = larger.TtftMsP95 ?? smaller.TtftMsP95,
            FirstTimestamp = one.FirstTimestamp < other.FirstTimestamp ? one.FirstTimestamp : other.FirstTimestamp,
            LastTimestamp = one.LastTimestamp > other.LastTimestamp ? one.LastTimestamp : other.LastTimestamp,
        };

        double? Mean(double? a, double? b) => (a, b) switch
        {
            ({ } x, { } y) => ((x * larger.Count) + (y * smaller.Count)) / (larger.Count + smaller.Count),
            _ => a ?? b,
        };
    }
}
