using Reprise.Access;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Server.Access;
using Reprise.Store;

namespace Reprise.Server.Privacy;

/// <summary>
/// The store as whoever makes a request may see it: classes of content that a policy restricts are shown to owners of the project alone, by whatever way they are read.
/// Work of the server's own sees everything.
/// </summary>
internal sealed class RestrictedStore(IInteractionStore inner, IHttpContextAccessor requests) : IInteractionStore
{
    public string Engine => inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken) => inner.AppendAsync(batch, cancellationToken);

    public async Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        var found = await inner.FindAsync(project, id, cancellationToken);
        return found is null || SeesAll(project) ? found : RestrictedView.Of(found);
    }

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

    public async Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var page = await inner.ReadAsync(query, cancellationToken);
        return SeesAll(query.Project) ? page : page with { Items = [.. page.Items.Select(RestrictedView.Of)] };
    }

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken) => inner.AggregateAsync(query, cancellationToken);

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.DeleteAsync(query, cancellationToken);

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.DropBodiesAsync(query, cancellationToken);

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => inner.ProjectsAsync(cancellationToken);

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) =>
        inner.WaitingFactsAsync(project, after, limit, cancellationToken);

    public Task ScrubAsync(CancellationToken cancellationToken) => inner.ScrubAsync(cancellationToken);

    public Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken) =>
        inner.DeleteWaitingFactsAsync(project, factIds, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool SeesAll(string project) => requests.HttpContext is not { } http || http.Caller().RoleIn(project) == Role.Owner;
}
