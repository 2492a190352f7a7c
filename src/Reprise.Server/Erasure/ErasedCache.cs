using Reprise.Cache.Entries;
using Reprise.Privacy.Erasure;
using Reprise.Server.Cache;

namespace Reprise.Server.Erasure;

/// <summary>The cache's entries with their questions, the vectors of these, and answers in memory.</summary>
internal sealed class ErasedCache(CacheIndex index, CacheOpening opening, AnswerMemory memory) : IErasedPlace
{
    private const int PageSize = 500;

    public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        await opening.OpenAsync(cancellationToken);
        for (var after = 0L; index.Entries.List(scope.Project, null, after, PageSize) is { Count: > 0 } page; after = page[^1].Number)
        {
            var ended = page.Where(entry => scope.IsErased(entry.Source)).Select(entry => entry.Number).ToList();
            scope.Count("cache_entries", ended.Count);
            if (!scope.DryRun && ended.Count > 0) index.Remove(ended);
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!scope.DryRun) memory.Drop(scope.Project);
    }

    public async Task ScrubAsync(CancellationToken cancellationToken)
    {
        await opening.OpenAsync(cancellationToken);
        index.Scrub();
    }
}
