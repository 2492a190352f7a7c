using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>Removes entries that lead to nothing any more. A page at a time, with rests between.</summary>
internal sealed class CacheSweep(CacheIndex index, CacheFollowing following, CachePolicies policies, IInteractionStore store, CacheCounters counters, TimeProvider time, ILogger<CacheSweep> log)
{
    private const int PageSize = 200;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(20);

    /// <summary>Those whose time is over, by the entry or by its policy, and those a purge left behind.</summary>
    public async Task RemoveEndedAsync(CancellationToken cancellationToken)
    {
        var removed = (int)await index.RemoveAsync(null, null, IsEnded, cancellationToken);
        counters.AddRemoved(removed);
        Say(removed);
    }

    /// <summary>Compares all entries with the record, and makes them say what it says.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var all = new Followed(0, false);
        for (long after = 0; index.Entries.List(null, null, after, PageSize) is { Count: > 0 } page; after = page[^1].Number)
        {
            all += await following.FollowAsync(store, page, cancellationToken);
            await Task.Delay(s_rest, time, cancellationToken);
        }

        End(all);
    }

    /// <summary>Compares entries that were just added.</summary>
    public async Task CompareAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken) => End(await following.FollowAsync(store, entries, cancellationToken));

    private void End(Followed followed)
    {
        Say(followed.Ended);
        // Where one was deleted unseen, nobody can tell what a damaged file that was set aside holds of it.
        if (followed.IsAnyLost) index.Entries.DropSetAside(TimeSpan.Zero);
    }

    private void Say(int removed)
    {
        if (removed > 0) CacheLog.Swept(log, removed);
    }

    private bool IsEnded(CacheEntry entry) =>
        policies.Find(entry.Project, entry.Policy) is { } found ? entry.Generation != found.Generation || Ranking.WhyNot(found.Policy, entry, time.GetUtcNow()) == CacheReasons.TooOld : entry.Expires <= time.GetUtcNow();
}
