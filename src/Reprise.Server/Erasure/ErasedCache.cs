using Reprise.Cache.Entries;
using Reprise.Privacy.Erasure;
using Reprise.Server.Cache;
using Reprise.Store;

namespace Reprise.Server.Erasure;

/// <summary>The cache's entries with their questions, the vectors of these, and answers in memory.</summary>
internal sealed class ErasedCache(CacheIndex index, CacheOpening opening, AnswerMemory memory) : IErasedPlace
{
    private const int PageSize = 500;

    public async Task EraseAsync(ErasureScope scope, CancellationToken cancellationToken)
    {
        if (scope.DryRun && !opening.IsOpen) return;
        ThrowUnlessOpen();
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

    public Task ScrubAsync(CancellationToken cancellationToken)
    {
        ThrowUnlessOpen();
        index.Scrub();
        return Task.CompletedTask;
    }

    /// <summary>It is opened behind the start; what a file holds that is not open nobody can take out of it.</summary>
    private void ThrowUnlessOpen()
    {
        if (!opening.IsOpen) throw new StoreException("The files of the cache are not open yet.") { IsTransient = true };
    }
}
