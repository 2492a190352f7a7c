using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Tests;

/// <summary>Passes every call on to another store; a test overrides what shall go wrong.</summary>
public abstract class DelegatingStore(IInteractionStore inner) : IInteractionStore
{
    public virtual string Engine => inner.Engine;

    public virtual Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public virtual Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) => inner.AppendAsync(batch, cancellationToken);

    public virtual Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => inner.FindAsync(project, id, cancellationToken);

    public virtual Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

    public virtual Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.ReadAsync(query, cancellationToken);

    public virtual Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken) => inner.AggregateAsync(query, cancellationToken);

    public virtual Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.DeleteAsync(query, cancellationToken);

    public virtual Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.DropBodiesAsync(query, cancellationToken);

    public virtual Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => inner.ProjectsAsync(cancellationToken);

    public virtual Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) =>
        inner.WaitingFactsAsync(project, after, limit, cancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
