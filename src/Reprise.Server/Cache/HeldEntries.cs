using Reprise.Cache.Entries;
using Reprise.Cache.Policies;

namespace Reprise.Server.Cache;

/// <summary>The entries of this server that a lookup can still find: those of a policy's present generation.</summary>
internal sealed class HeldEntries(CacheOpening opening, CachePolicies policies)
{
    /// <summary>Whether a purge has not left an entry behind. Of a policy that is not known, nobody can say so.</summary>
    public bool IsCurrent(CacheEntry entry) => IsCurrent(entry.Project, entry.Policy, entry.Generation);

    /// <summary>By policy; empty while the entries are not open.</summary>
    public Dictionary<string, long> CountByPolicy(string project, string? policy)
    {
        if (!opening.TryFind(out var index)) return [];
        return index.Entries.Count().Where(count => count.Project == project && (policy ?? count.Policy) == count.Policy && IsCurrent(project, count.Policy, count.Generation))
            .GroupBy(static count => count.Policy).ToDictionary(static group => group.Key, static group => group.Sum(static count => count.Entries));
    }

    public long Count(string project, string? policy) => CountByPolicy(project, policy).Values.Sum();

    private bool IsCurrent(string project, string policy, long generation) => policies.Find(project, policy) is not { } found || found.Generation == generation;
}
