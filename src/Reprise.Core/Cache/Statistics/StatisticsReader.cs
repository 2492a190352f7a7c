using Reprise.Cache.Checks;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Cache.Statistics;

/// <summary>Counts over the record what the cache did, so that it is right for all servers together and after every restart.</summary>
public sealed class StatisticsReader(IInteractionStore store)
{
    /// <summary>Semantic hits that are read one by one, for what aggregates do not know.</summary>
    private const int MostSampled = 10_000;

    private static readonly FilterField s_cache = FilterFields.Find("cache")!;

    public async Task<CacheStatistics> ReadAsync(StatisticsQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var all = new AggregateQuery { Project = query.Project, From = query.From, To = query.To, Filter = Selection(query), Limit = AggregateQuery.MaxGroups };
        var byStatus = await RowsAsync(all with { GroupBy = ["cache"] }, cancellationToken).ConfigureAwait(false);
        var byModel = await RowsAsync(all with { GroupBy = ["cache", "model"] }, cancellationToken).ConfigureAwait(false);
        var byPolicy = await RowsAsync(all with { GroupBy = ["cache", "cache_policy"] }, cancellationToken).ConfigureAwait(false);
        var byReason = await RowsAsync(all with { GroupBy = ["cache", "cache_reason"] }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AggregateRow> byTime = query.Bucket is { } width ? await RowsAsync(all with { GroupBy = ["cache"], Bucket = width }, cancellationToken).ConfigureAwait(false) : [];
        var sample = await SampleAsync(query, cancellationToken).ConfigureAwait(false);

        var names = byPolicy.Select(static row => row.Group[1]).Concat(sample.Select(static hit => hit.Policy)).OfType<string>().Distinct(StringComparer.Ordinal);
        return new CacheStatistics
        {
            Total = Count(byStatus),
            SavedCostUsd = Sum(byStatus),
            SavedLatencyMs = SavedLatency(byModel),
            HitLatencyMs = Mean(byStatus.Where(IsHit)),
            MissLatencyMs = Mean(byStatus.Where(static row => row.Group[0] == "miss")),
            SimilarityMean = sample.Where(static hit => hit.Similarity is not null).Select(static hit => hit.Similarity).Average(),
            Sampled = sample.Count,
            Reasons = [.. byReason.Where(static row => row.Group[0] is "miss" or "bypass" && row.Group[1] is not null)
                .Select(static row => new CacheReasonCount(row.Group[0]!, row.Group[1]!, row.Count))
                .OrderByDescending(static reason => reason.Count).ThenBy(static reason => reason.Reason, StringComparer.Ordinal)],
            Policies = [.. names.Order(StringComparer.Ordinal).Select(name => Policy(name, [.. byPolicy.Where(row => row.Group[1] == name)], sample))],
            Buckets = [.. byTime.GroupBy(static row => row.Bucket!.Value).OrderBy(static bucket => bucket.Key)
                .Select(static bucket => new CacheBucket(bucket.Key, Count(bucket), Sum(bucket)))],
        };
    }

    private static CachePolicyStatistics Policy(string name, IReadOnlyList<AggregateRow> rows, IReadOnlyList<SampledHit> sample)
    {
        var judged = sample.Where(hit => hit.Policy == name && hit.IsCorrect is not null).ToList();
        return new CachePolicyStatistics
        {
            Policy = name,
            Count = Count(rows),
            SavedCostUsd = Sum(rows),
            Checks = judged.Count == 0 ? null : CacheChecks.Of(judged.Count, judged.Count(static hit => hit.IsCorrect == false)),
        };
    }

    private static Filter Selection(StatisticsQuery query)
    {
        Filter tookPart = new FieldFilter(s_cache, FilterOperator.Present, null);
        return query.Policy is null ? tookPart : new AndFilter([tookPart, new FieldFilter(FilterFields.Find("cache_policy")!, FilterOperator.Equal, query.Policy)]);
    }

    private async Task<IReadOnlyList<AggregateRow>> RowsAsync(AggregateQuery query, CancellationToken cancellationToken) =>
        (await store.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).Rows;

    private async Task<List<SampledHit>> SampleAsync(StatisticsQuery query, CancellationToken cancellationToken)
    {
        var hits = new List<SampledHit>();
        var page = new InteractionQuery
        {
            Project = query.Project, From = query.From, To = query.To, Limit = InteractionQuery.MaxLimit,
            Filter = new AndFilter([Selection(query), new FieldFilter(s_cache, FilterOperator.Equal, "semantic")]),
        };
        do
        {
            var found = await store.SearchAsync(page, cancellationToken).ConfigureAwait(false);
            hits.AddRange(found.Items.Select(static item => SampledHit.Of(item)));
            page = page with { Cursor = found.Cursor };
        }
        while (page.Cursor is not null && hits.Count < MostSampled);
        return hits;
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

    private readonly record struct SampledHit(string? Policy, double? Similarity, bool? IsCorrect)
    {
        public static SampledHit Of(InteractionSummary item)
        {
            var scores = FactFold.Of(item.Facts).Scores;
            return new SampledHit(item.Interaction.Cache?.Policy, item.Interaction.Cache?.Similarity, scores.TryGetValue(ShadowChecks.FactName, out var score) ? score >= 0.5 : null);
        }
    }
}
