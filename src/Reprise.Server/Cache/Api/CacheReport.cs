using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;

namespace Reprise.Server.Cache.Api;

/// <summary>What the record says of the cache, and beside it what only this server knows.</summary>
internal sealed class CacheReport(StatisticsReader reader, CachePolicies policies, IRequiredProbability? required = null)
{
    public async Task<CacheStatistics> ReadAsync(StatisticsQuery query, CancellationToken cancellationToken)
    {
        var statistics = await reader.ReadAsync(query, cancellationToken);
        return statistics with { Policies = [.. statistics.Policies.Select(policy => WithOurs(query.Project, policy))] };
    }

    private CachePolicyStatistics WithOurs(string project, CachePolicyStatistics statistics)
    {
        if (policies.Find(project, statistics.Policy) is not { } found) return statistics;
        return statistics with
        {
            AcceptedWrongRate = found.Policy.AcceptedWrongRate,
            RequiredProbability = required?.Of(project, found.Policy, found.Generation),
        };
    }
}
