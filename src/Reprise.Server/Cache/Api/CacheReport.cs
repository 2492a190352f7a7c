using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;
using Reprise.Embeddings;

namespace Reprise.Server.Cache.Api;

/// <summary>What the record says of the cache, and beside it what only this server knows.</summary>
internal sealed class CacheReport(StatisticsReader reader, CachePolicies policies, CacheOpening opening, HeldEntries held, CacheIndex index, ShadowChecks checks, TimeProvider time)
{
    // Pages ask again and again, and several at once.
    private readonly Remembered<StatisticsQuery, CacheStatistics> _latest = new(TimeSpan.FromSeconds(2), time);

    public async Task<CacheStatistics> ReadAsync(StatisticsQuery query, CancellationToken cancellationToken)
    {
        var statistics = await _latest.FindAsync(query, reader.ReadAsync, cancellationToken);
        var counts = opening.IsOpen ? held.CountByPolicy(query.Project, query.Policy) : null;
        // A policy may have entries from before the time that is asked for.
        var silent = (counts?.Keys ?? Enumerable.Empty<string>()).Except(statistics.Policies.Select(static policy => policy.Policy), StringComparer.Ordinal)
            .Select(static name => new CachePolicyStatistics { Policy = name, Count = new CacheCount() });
        return statistics with
        {
            Policies = [.. statistics.Policies.Concat(silent).Select(policy => WithOurs(query.Project, policy, counts)).OrderBy(static policy => policy.Policy, StringComparer.Ordinal)],
            Entries = counts?.Values.Sum(),
            MemoryBytes = opening.IsOpen ? BytesOf(index.Measure()) : null,
        };
    }

    private static long BytesOf(VectorMemory memory) => memory.Vectors + memory.Sketches + memory.Other;

    private CachePolicyStatistics WithOurs(string project, CachePolicyStatistics statistics, Dictionary<string, long>? counts)
    {
        statistics = statistics with { Entries = counts?.GetValueOrDefault(statistics.Policy) };
        if (policies.Find(project, statistics.Policy) is not { } found) return statistics;
        var estimate = checks.Estimate(new CheckedPolicy(project, statistics.Policy, found.Generation), found.Policy.AcceptedWrongRate);
        return statistics with { AcceptedWrongRate = found.Policy.AcceptedWrongRate, RequiredProbability = estimate.RequiredProbability, RequiredSince = estimate.ChangedAt, Checks = CacheChecks.Of(estimate) };
    }
}
