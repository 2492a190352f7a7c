using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
using Reprise.Store;

namespace Reprise.Proof;

/// <summary>
/// A store whose every record, fact and removal is proven. Stands outside of everything, so that it sees what readers see: whatever encrypts or compresses lies
/// beneath it.
/// </summary>
public sealed class ProvenStore : IInteractionStore
{
    private readonly IInteractionStore _inner;
    private readonly ProofLog _log;
    private readonly RecordSource _source;
    private readonly AppendGate _gate = new();

    /// <param name="inner">Where records are kept; disposed with this one.</param>
    /// <param name="log">Keeps their proof; disposed with this one, before the store.</param>
    public ProvenStore(IInteractionStore inner, ProofLog log)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(log);
        (_inner, _log, _source) = (inner, log, new RecordSource(inner, _gate));
        log.Serve(_source);
    }

    public string Engine => _inner.Engine;

    /// <summary>What stands behind it.</summary>
    public IInteractionStore Inner => _inner;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _log.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var drafts = new List<Draft>(batch.Interactions.Count + batch.Facts.Count);
            foreach (var record in batch.Interactions) drafts.Add(Draft.Of(record));
            foreach (var record in batch.Interactions)
                foreach (var fact in record.Facts) drafts.Add(Draft.Of(fact));
            foreach (var fact in batch.Facts) drafts.Add(Draft.Of(fact));
            var announced = await _log.AnnounceAsync(drafts, cancellationToken).ConfigureAwait(false);
            var isStored = false;
            try
            {
                var result = await _inner.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
                isStored = true;
                Settle(batch, announced, result);
                return result;
            }
            finally
            {
                if (!isStored) _log.Doubt(announced);
            }
        }
        finally
        {
            _gate.Leave();
        }
    }

    public Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) => _inner.FindAsync(project, id, cancellationToken);

    public Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => _inner.SearchAsync(query, cancellationToken);

    public Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken) => _inner.ReadAsync(query, cancellationToken);

    public Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken) => _inner.AggregateAsync(query, cancellationToken);

    public Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => RemoveAsync(query, bodiesOnly: false, cancellationToken);

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => RemoveAsync(query, bodiesOnly: true, cancellationToken);

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken) => _inner.ProjectsAsync(cancellationToken);

    public Task<IReadOnlyList<Fact>> WaitingFactsAsync(string project, InteractionId? after, int limit, CancellationToken cancellationToken) =>
        _inner.WaitingFactsAsync(project, after, limit, cancellationToken);

    public Task ScrubAsync(CancellationToken cancellationToken) => _inner.ScrubAsync(cancellationToken);

    /// <summary>With tombstones, as for what goes with its interaction.</summary>
    public async Task<int> DeleteWaitingFactsAsync(string project, IReadOnlyList<InteractionId> factIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factIds);
        await _gate.EnterAloneAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var entries = await _log.LiveAsync(factIds, project, cancellationToken).ConfigureAwait(false);
            var records = factIds.Select(id => entries.GetValueOrDefault((ProofKind.Fact, id))).OfType<ProofEntry>().Select(static entry => new RemovedRecord(entry.Id.ToString(), -1, [entry.Sequence])).ToList();
            var note = new RemovalNote { Project = project, BodiesOnly = false, Reason = "erasure", Records = records };
            var announced = records.Count == 0 ? null : await _log.AnnounceAsync(note, cancellationToken).ConfigureAwait(false);
            var removed = await _inner.DeleteWaitingFactsAsync(project, factIds, CancellationToken.None).ConfigureAwait(false);
            // A fact whose interaction came a moment ago stays, and so does its entry: whoever erases asks again.
            if (announced is not null && removed == factIds.Count) await _log.BuryAsync(announced, records, CancellationToken.None).ConfigureAwait(false);
            else if (announced is not null) _log.Doubt(announced);
            return removed;
        }
        finally
        {
            _gate.LeaveAlone();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    /// <summary>What was new is chained. What the store knew already was perhaps stored by a try that seemed to fail: that is found out.</summary>
    private void Settle(StoreBatch batch, Announced announced, AppendResult result)
    {
        if (result.Known == 0)
        {
            _log.Confirm(announced);
            return;
        }

        var known = result.KnownAt?.ToHashSet() ?? [.. Enumerable.Range(0, batch.Interactions.Count)];
        _log.Confirm(announced with { Drafts = [.. announced.Drafts.Where((_, place) => !known.Contains(place))] });
        _log.Doubt(new Announced(0, [.. announced.Drafts.Where((_, place) => known.Contains(place))], null));
    }

    /// <summary>Page by page: what is listed is announced, removed and buried while nothing is stored, so that no fact goes without a tombstone.</summary>
    private async Task<long> RemoveAsync(InteractionQuery query, bool bodiesOnly, CancellationToken cancellationToken)
    {
        QueryLimits.Check(query with { Cursor = null });
        var (removed, step) = (0L, query with { Cursor = null, Limit = RemovalPages.Limit, Ascending = true });
        while (true)
        {
            await _gate.EnterAloneAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var page = await _inner.SearchAsync(step, cancellationToken).ConfigureAwait(false);
                if (page.Items.Count == 0) return removed;
                removed += await RemoveAsync(query, page, bodiesOnly, cancellationToken).ConfigureAwait(false);
                if (page.Cursor is null) return removed;
                step = step with { Cursor = page.Cursor };
            }
            finally
            {
                _gate.LeaveAlone();
            }
        }
    }

    /// <summary>Where no other server can store anything between listing and removing, the query itself selects what was listed, and is quicker than names.</summary>
    private IEnumerable<InteractionQuery> Selections(InteractionQuery query, InteractionPage page) =>
        page.Cursor is null && _inner.Engine is ("sqlite" or "memory") ? RemovalPages.Whole(query, page.Items) : RemovalPages.Selections(query, page.Items);

    private async Task<long> RemoveAsync(InteractionQuery query, InteractionPage page, bool bodiesOnly, CancellationToken cancellationToken)
    {
        var note = await RemovalPages.NoteAsync(_log, query, page.Items, bodiesOnly, cancellationToken).ConfigureAwait(false);
        var announced = note.Records.Count == 0 ? null : await _log.AnnounceAsync(note, cancellationToken).ConfigureAwait(false);
        try
        {
            // From here on not to be cancelled: what went is to be told of.
            var removed = 0L;
            foreach (var selection in Selections(query, page))
                removed += bodiesOnly ? await _inner.DropBodiesAsync(selection, CancellationToken.None).ConfigureAwait(false) : await _inner.DeleteAsync(selection, CancellationToken.None).ConfigureAwait(false);
            if (announced is null) return removed;
            // Each is looked up only where not all went.
            var gone = removed == page.Items.Count ? note.Records : await _source.GoneNowAsync(note, CancellationToken.None).ConfigureAwait(false);
            await _log.BuryAsync(announced, gone, CancellationToken.None).ConfigureAwait(false);
            return removed;
        }
        catch
        {
            if (announced is not null) _log.Doubt(announced);
            throw;
        }
    }
}
