using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Privacy.Erasure;

/// <summary>
/// The store with what was erased kept out: an interaction whose id is known to be erased, or a fact about one, is not stored again, whichever way it comes. To its sender it
/// looks like one that is known already.
/// </summary>
internal sealed class ErasureGuardStore(IInteractionStore inner, ErasedIds erased) : IInteractionStore
{
    public string Engine => inner.Engine;

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await erased.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (batch.Interactions.Any(RepeatsErased)) batch = batch with { Interactions = [.. batch.Interactions.Select(one => RepeatsErased(one) ? Bare(one) : one)] };
        if (!batch.Interactions.Any(IsErased) && !batch.Facts.Any(IsErased)) return await inner.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
        var places = Enumerable.Range(0, batch.Interactions.Count).Where(place => !IsErased(batch.Interactions[place])).ToArray();
        var left = new StoreBatch { Interactions = [.. places.Select(place => batch.Interactions[place])], Facts = [.. batch.Facts.Where(fact => !IsErased(fact))] };
        var refused = batch.Interactions.Count - left.Interactions.Count;
        erased.CountRefused(refused + batch.Facts.Count - left.Facts.Count);
        var result = left.Interactions.Count == 0 && left.Facts.Count == 0 ? default : await inner.AppendAsync(left, cancellationToken).ConfigureAwait(false);
        var known = Enumerable.Range(0, batch.Interactions.Count).Except(places).Concat((result.KnownAt ?? []).Select(place => places[place])).Order().ToArray();
        return new AppendResult(result.Stored, result.Known + refused) { KnownAt = result.Known > 0 && result.KnownAt is null ? null : known };
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => inner.FindAsync(project, id, cancellationToken);

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken) => inner.ReadAsync(query, cancellationToken);

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

    private bool IsErased(RecordedInteraction recorded) => erased.Contains(recorded.Interaction.Project, recorded.Interaction.Id);

    /// <summary>Somebody else's call that the cache answered with what was erased: it comes back without its texts, as the erasure left it.</summary>
    private bool RepeatsErased(RecordedInteraction recorded) => recorded.Interaction.Cache?.SourceInteractionId is { } source && erased.Contains(recorded.Interaction.Project, source);

    private static RecordedInteraction Bare(RecordedInteraction recorded) => recorded with
    {
        Interaction = recorded.Interaction with { PromptPreview = null, ContentPreview = null }, Request = null, Response = null, ResponseHeaders = [],
    };

    private bool IsErased(Fact fact) => erased.Contains(fact.Project, fact.InteractionId);
}
