using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Encryption;

/// <summary>
/// Seals what goes into a store and opens what comes out, on any engine: columns, words and filters here; bodies here too unless the engine seals them itself because it shares pieces of them.
/// </summary>
/// <param name="inner">The engine.</param>
/// <param name="sealer">Seals.</param>
/// <param name="sealsBodies">Whether bodies are sealed here.</param>
/// <param name="prepare">Opens where keys lie; called before the engine is opened.</param>
/// <param name="before">Notes what was there before anything was sealed; null to note nothing.</param>
internal sealed class EncryptedInteractionStore(IInteractionStore inner, ISealer sealer, bool sealsBodies, Func<CancellationToken, Task> prepare, PlainBefore? before = null) : IInteractionStore
{
    private readonly SealedColumns _columns = new(sealer);
    private readonly SealedWords _words = new(sealer);

    public string Engine => inner.Engine;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await prepare(cancellationToken).ConfigureAwait(false);
        await inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (before is not null) await before.NoteAsync(inner, cancellationToken).ConfigureAwait(false);
    }

    public async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var project in batch.Interactions.Select(recorded => recorded.Interaction.Project).Concat(batch.Facts.Select(fact => fact.Project)).Distinct(StringComparer.Ordinal))
            await sealer.ReadyAsync(project, cancellationToken).ConfigureAwait(false);
        return await inner.AppendAsync(new StoreBatch { Interactions = [.. batch.Interactions.Select(Seal)], Facts = [.. batch.Facts.Select(_columns.Seal)] }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) =>
        await inner.FindAsync(project, id, cancellationToken).ConfigureAwait(false) is { } kept ? Open(kept) : null;

    public async Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var page = await inner.SearchAsync(await InStoreAsync(query, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return page with { Items = [.. page.Items.Select(item => new InteractionSummary(_columns.Open(item.Interaction), _columns.Open(item.Facts)))] };
    }

    public async Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var sealedQuery = await InStoreAsync(query, cancellationToken).ConfigureAwait(false);
        var page = await inner.ReadAsync(sealedQuery, cancellationToken).ConfigureAwait(false);
        var opened = OpenUpTo(RecordPage.MostBytes, page.Items);
        if (opened.Count == page.Items.Count) return page with { Items = opened };
        // An engine that is given sealed bodies counts them as they are, compressed. Where they are too large together, fewer are asked for, so that the cursor is the engine's own.
        page = await inner.ReadAsync(sealedQuery with { Limit = opened.Count }, cancellationToken).ConfigureAwait(false);
        return page with { Items = [.. page.Items.Select(Open)] };
    }

    public async Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        await sealer.ReadyAsync(query.Project, cancellationToken).ConfigureAwait(false);
        var sealedQuery = query with { Filter = Of(query.Project, query.Filter) };
        if (!SealedAggregates.HasSealedGroups(query)) return await inner.AggregateAsync(sealedQuery, cancellationToken).ConfigureAwait(false);
        var result = await inner.AggregateAsync(SealedAggregates.InStore(sealer, sealedQuery), cancellationToken).ConfigureAwait(false);
        return SealedAggregates.Open(sealer, query, result);
    }

    public async Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) =>
        await inner.DeleteAsync(await InStoreAsync(query, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) =>
        await inner.DropBodiesAsync(await InStoreAsync(query, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => inner.ProjectsAsync(cancellationToken);

    public async Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) =>
        _columns.Open(await inner.WaitingFactsAsync(project, after, limit, cancellationToken).ConfigureAwait(false));

    public Task ScrubAsync(CancellationToken cancellationToken) => inner.ScrubAsync(cancellationToken);

    public Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken) =>
        inner.DeleteWaitingFactsAsync(project, factIds, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Opens from the first on until their bodies have so many bytes; one at least.</summary>
    private List<RecordedInteraction> OpenUpTo(long mostBytes, IReadOnlyList<RecordedInteraction> items)
    {
        var opened = new List<RecordedInteraction>(items.Count);
        long bytes = 0;
        foreach (var item in items)
        {
            if (sealsBodies && bytes >= mostBytes) break;
            var one = Open(item);
            bytes += (one.Request?.Bytes.Length ?? 0) + (long)(one.Response?.Bytes.Length ?? 0);
            opened.Add(one);
        }

        return opened;
    }

    private async Task<InteractionQuery> InStoreAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query);
        await sealer.ReadyAsync(query.Project, cancellationToken).ConfigureAwait(false);
        return query with { Filter = Of(query.Project, query.Filter) };
    }

    private Filter Of(string project, Filter filter) => new SealedFilter(sealer, _words, project).Of(filter);

    private RecordedInteraction Seal(RecordedInteraction plain)
    {
        var project = plain.Interaction.Project;
        var columns = plain with
        {
            Interaction = _columns.Seal(plain.Interaction),
            SearchText = _words.Of(project, plain.SearchText),
            Facts = plain.Facts.Count == 0 ? plain.Facts : [.. plain.Facts.Select(_columns.Seal)],
        };
        return sealsBodies
            ? columns with
            {
                Request = SealedBody.Seal(sealer, project, plain.Request),
                Response = SealedBody.Seal(sealer, project, plain.Response),
                ResponseHeaders = SealedColumns.Headers(plain.ResponseHeaders, value => SealedText.Seal(sealer, project, "response_header", value)),
            }
            : columns;
    }

    private RecordedInteraction Open(RecordedInteraction kept)
    {
        var project = kept.Interaction.Project;
        var columns = kept with { Interaction = _columns.Open(kept.Interaction), Facts = _columns.Open(kept.Facts) };
        return sealsBodies
            ? columns with
            {
                Request = SealedBody.Open(sealer, project, kept.Request),
                Response = SealedBody.Open(sealer, project, kept.Response),
                ResponseHeaders = SealedColumns.Headers(kept.ResponseHeaders, value => SealedText.Open(sealer, project, "response_header", value)),
            }
            : columns;
    }
}
