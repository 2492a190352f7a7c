using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// The store as everybody in this process sees it: what is deleted, emptied or judged through it counts for the cache at once. Stands before every engine; other
/// servers' changes are seen when an answer is verified, and when all entries are compared with the record.
/// </summary>
internal sealed class CacheObservedStore(IInteractionStore inner, CacheChanges changes) : IInteractionStore
{
    public string Engine => inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        var result = await inner.AppendAsync(batch, cancellationToken);
        if (batch.Facts.Count > 0) await changes.JudgedAsync(inner, batch.Facts);
        return result;
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => inner.FindAsync(project, id, cancellationToken);

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.ReadAsync(query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken) => inner.AggregateAsync(query, cancellationToken);

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) =>
        changes.RemoveAsync(inner, query, () => inner.DeleteAsync(query, cancellationToken), cancellationToken);

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) =>
        changes.RemoveAsync(inner, query, () => inner.DropBodiesAsync(query, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => inner.ProjectsAsync(cancellationToken);

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) =>
        inner.WaitingFactsAsync(project, after, limit, cancellationToken);

    public Task ScrubAsync(CancellationToken cancellationToken) => inner.ScrubAsync(cancellationToken);

    public Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken) =>
        inner.DeleteWaitingFactsAsync(project, factIds, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
