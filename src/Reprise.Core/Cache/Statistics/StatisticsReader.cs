using Reprise.Store;

namespace Reprise.Cache.Statistics;

/// <summary>Counts over the record what the cache did, so that it is right for all servers together and after every restart.</summary>
public sealed class StatisticsReader(IInteractionStore store)
{
    private static readonly FilterField s_cache = FilterFields.Find("cache")!;

    public async Task<CacheStatistics> ReadAsync(StatisticsQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var all = new AggregateQuery { Project = query.Project, From = query.From, To = query.To, Filter = Selection(query), Limit = AggregateQuery.MaxGroups };
        var byModel = await RowsAsync(all with { GroupBy = ["cache", "model"] }, cancellationToken).ConfigureAwait(false);
        var byPolicy = await RowsAsync(all with { GroupBy = ["cache", "cache_policy"] }, cancellationToken).ConfigureAwait(false);
        var byReason = await RowsAsync(all with { GroupBy = ["cache", "cache_reason"] }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AggregateRow> byTime = query.Bucket is { } width ? await RowsAsync(all with { GroupBy = ["cache"], Bucket = width }, cancellationToken).ConfigureAwait(false) : [];
        var semantic = byModel.Any(static row => row.Group[0] == "semantic") ? await SimilaritiesAsync(query, new FieldFilter(s_cache, FilterOperator.Equal, "semantic"), cancellationToken).ConfigureAwait(false) : [];

        var names = byPolicy.Select(static row => row.Group[1]).OfType<string>().Distinct(StringComparer.Ordinal);
        return new CacheStatistics
        {
            Total = Count(byModel),
            SavedCostUsd = Sum(byModel),
            SavedLatencyMs = SavedLatency(byModel),
            HitLatencyMs = Mean(byModel.Where(IsHit)),
            MissLatencyMs = Mean(byModel.Where(static row => row.Group[0] == "miss")),
            SimilarityMean = semantic.Average(),
            Sampled = semantic.Count,
            WouldHit = await WouldHitAsync(query, [.. byReason.Where(static row => row is { Group: ["miss", CacheReasons.Shadow] })], cancellationToken).ConfigureAwait(false),
            Reasons = [.. byReason.Where(static row => row.Group[0] is "miss" or "bypass" && row.Group[1] is not null)
                .Select(static row => new CacheReasonCount(row.Group[0]!, row.Group[1]!, row.Count))
                .OrderByDescending(static reason => reason.Count).ThenBy(static reason => reason.Reason, StringComparer.Ordinal)],
            Policies = [.. names.Order(StringComparer.Ordinal).Select(name => Policy(name, [.. byPolicy.Where(row => row.Group[1] == name)]))],
            Buckets = [.. byTime.GroupBy(static row => row.Bucket!.Value).OrderBy(static bucket => bucket.Key)
                .Select(static bucket => new CacheBucket(bucket.Key, Count(bucket), Sum(bucket)))],
        };
    }

    private static CachePolicyStatistics Policy(string name, IReadOnlyList<AggregateRow> rows) => new() { Policy = name, Count = Count(rows), SavedCostUsd = Sum(rows) };

    private static Filter Selection(StatisticsQuery query)
    {
        Filter tookPart = new FieldFilter(s_cache, FilterOperator.Present, null);
        return query.Policy is null ? tookPart : new AndFilter([tookPart, new FieldFilter(FilterFields.Find("cache_policy")!, FilterOperator.Equal, query.Policy)]);
    }

    private async Task<IReadOnlyList<AggregateRow>> RowsAsync(AggregateQuery query, CancellationToken cancellationToken) =>
        (await store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows;

    private async Task<CacheWouldHits?> WouldHitAsync(StatisticsQuery query, IReadOnlyList<AggregateRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return null;
        var similarities = await SimilaritiesAsync(query, new FieldFilter(FilterFields.Find("cache_reason")!, FilterOperator.Equal, CacheReasons.Shadow), cancellationToken).ConfigureAwait(false);
        return new CacheWouldHits(rows.Sum(static row => row.Count), rows.Aggregate((decimal?)null, static (sum, row) => row.CostUsd is { } cost ? (sum ?? 0) + cost : sum), similarities.Average());
    }

    /// <summary>Aggregates know no similarity: one page, the latest, is read one by one.</summary>
    private async Task<List<double?>> SimilaritiesAsync(StatisticsQuery query, Filter which, CancellationToken cancellationToken)
    {
        var page = new InteractionQuery { Project = query.Project, From = query.From, To = query.To, Limit = InteractionQuery.MaxLimit, Filter = new AndFilter([Selection(query), which]) };
        var found = await store.SearchAsync(page, cancellationToken).ConfigureAwait(false);
        return [.. found.Items.Select(static item => item.Interaction.Cache?.Similarity)];
    }

    private static CacheCount Count(IEnumerable<AggregateRow> rows) => CacheCount.Of(rows.Select(static row => (row.Group[0], row.Count)));

    private static bool IsHit(AggregateRow row) => row.Group[0] is "hit" or "semantic";

    private static decimal? Sum(IEnumerable<AggregateRow> rows)
    {
        decimal? sum = null;
        foreach (var row in rows.Where(IsHit))
            if (row.SavedCostUsd is { } saved) sum = (sum ?? 0) + saved;
        return sum;
    }

    private static double? Mean(IEnumerable<AggregateRow> rows)
    {
        var timed = rows.Where(static row => row.LatencyMsMean is not null).ToList();
        return timed.Count == 0 ? null : timed.Sum(static row => row.LatencyMsMean!.Value * row.Count) / timed.Sum(static row => row.Count);
    }

    private static double? SavedLatency(IReadOnlyList<AggregateRow> byModel)
    {
        double? saved = null;
        foreach (var model in byModel.GroupBy(static row => row.Group[1], StringComparer.Ordinal))
        {
            if (Mean(model.Where(static row => row.Group[0] == "miss")) is not { } instead) continue;
            foreach (var hits in model.Where(IsHit)) saved = (saved ?? 0) + (hits.Count * (instead - (hits.LatencyMsMean ?? 0)));
        }

        return saved;
    }
}
