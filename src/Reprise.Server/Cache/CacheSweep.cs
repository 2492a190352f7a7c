using Reprise.Cache;
using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>Removes entries that lead to nothing any more. A page at a time, with rests between.</summary>
internal sealed class CacheSweep(CacheIndex index, CachePolicies policies, IInteractionStore store, CacheCounters counters, TimeProvider time, ILogger<CacheSweep> log)
{
    private const int PageSize = 200;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(20);

    /// <summary>Those whose time is over, by the entry or by its policy, and those a purge left behind.</summary>
    public Task RemoveEndedAsync(CancellationToken cancellationToken) => WalkAsync((page, _) => Task.FromResult<IReadOnlyList<long>>([.. page.Where(IsEnded).Select(static entry => entry.Number)]), cancellationToken);

    /// <summary>Those whose interaction is gone, or has lost its answer.</summary>
    public Task RemoveLostAsync(CancellationToken cancellationToken) => WalkAsync(FindLostAsync, cancellationToken);

    private async Task WalkAsync(Func<IReadOnlyList<CacheEntry>, CancellationToken, Task<IReadOnlyList<long>>> find, CancellationToken cancellationToken)
    {
        var removed = 0;
        for (long after = 0; ;)
        {
            var page = index.Entries.List(null, null, after, PageSize);
            if (page.Count == 0) break;
            after = page[^1].Number;
            if (await find(page, cancellationToken) is { Count: > 0 } numbers) removed += index.Remove(numbers);
            await Task.Delay(s_rest, time, cancellationToken);
        }

        if (removed == 0) return;
        counters.AddRemoved(removed);
        CacheLog.Swept(log, removed);
    }

    private async Task<IReadOnlyList<long>> FindLostAsync(IReadOnlyList<CacheEntry> page, CancellationToken cancellationToken)
    {
        var lost = new List<long>();
        var id = FilterFields.Find("id")!;
        foreach (var group in page.GroupBy(static entry => entry.Project))
        {
            var any = new OrFilter([.. group.Select(entry => new FieldFilter(id, FilterOperator.Equal, entry.Source.ToString()))]);
            var query = new InteractionQuery { Project = group.Key, Filter = any, From = group.Min(static entry => entry.Timestamp).AddSeconds(-1), To = group.Max(static entry => entry.Timestamp).AddSeconds(1), Limit = PageSize };
            var found = (await store.SearchAsync(query, cancellationToken)).Items.Where(static item => item.Interaction.ContentPreview is not null || item.Interaction.PromptPreview is not null).Select(static item => item.Interaction.Id).ToHashSet();
            lost.AddRange(group.Where(entry => !found.Contains(entry.Source)).Select(static entry => entry.Number));
        }

        return lost;
    }

    private bool IsEnded(CacheEntry entry) =>
        policies.Find(entry.Project, entry.Policy) is { } found ? entry.Generation != found.Generation || Ranking.WhyNot(found.Policy, entry, time.GetUtcNow()) == CacheReasons.TooOld : entry.Expires <= time.GetUtcNow();
}
