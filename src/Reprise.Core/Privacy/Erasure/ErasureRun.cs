using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Privacy.Erasure;

/// <summary>
/// Does one erasure, step by step. What is done is written down after each piece, so that it goes on after whatever ended it; each piece looks for what is left and may be
/// done again.
/// </summary>
internal sealed class ErasureRun(
    IInteractionStore store, ISettingsStore settings, Holds holds, ErasedIds erased, IReadOnlyList<IErasedPlace> places, ErasureShelf shelf, TimeProvider time)
{
    private const int PageSize = 500;
    private const int WaitingPage = 500;

    /// <summary>Facts of another interaction that the person wrote are found by reading all facts; those that wait are few.</summary>
    private static readonly LeftBehind s_factsOfOthers =
        new("facts_about_others", null, "what the person said of interactions of others (feedback under their name) belongs to those and is not searched");

    /// <summary>What the server does not reach, in every certificate.</summary>
    private static readonly LeftBehind[] s_outside =
    [
        new("backups", null, "backups made before hold it until they are deleted; a restore leaves out what the server, the backup or a file of 'reprise erase export' knows to be erased"),
        new("exported_files", null, "files that people made: exports of the record and of datasets, reports, pages and tapes that were saved; nobody keeps a list of where they are"),
        new("other_programs", null, "what was sent on: the providers that were called, and whatever reads the record through the API or keeps copies of the disk"),
    ];

    /// <summary>Goes on with it to its end.</summary>
    /// <param name="record">As it was kept last.</param>
    /// <param name="mayGoOn">Asked before each piece; when it says no, what is done stays done and the rest waits.</param>
    /// <param name="cancellationToken">Ends it between pieces, or in one.</param>
    /// <returns>As it is kept now.</returns>
    public async Task<ErasureRecord> RunAsync(ErasureRecord record, Func<CancellationToken, Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        var filter = record.Selector?.ToFilter(time) ?? new OrFilter([]);
        Func<ErasureRecord, CancellationToken, Task<ErasureRecord>>[] steps =
        [
            PrepareAsync,
            (now, cancellation) => EraseRecordAsync(now, filter, mayGoOn, cancellation),
            (now, cancellation) => EraseDerivedAsync(now, mayGoOn, cancellation),
            EraseWaitingFactsAsync,
            (now, cancellation) => ErasePlacesAsync(now, filter, cancellation),
            // Once more: calls of a batch and pieces of an interaction may have come onto the record from their places while it was gone through.
            PrepareAsync,
            (now, cancellation) => EraseRecordAsync(now, filter, mayGoOn, cancellation),
            (now, cancellation) => EraseDerivedAsync(now, mayGoOn, cancellation),
            (now, cancellation) => ErasePlacesAsync(now, filter, cancellation),
            ScrubAsync,
            ForgetSelectorAsync,
            FinishAsync,
        ];
        while (record.State == ErasureState.Running)
        {
            if (!await mayGoOn(cancellationToken).ConfigureAwait(false)) return record;
            var step = record.Step;
            record = await steps[step](record, cancellationToken).ConfigureAwait(false);
            // A step that was told to stop says so by not being over.
            if (record.Step == step && record.State == ErasureState.Running) return record;
        }

        return record;
    }

    /// <summary>What it would do. Changes nothing.</summary>
    public async Task<ErasureScope> CountAsync(string project, ErasureSelector selector, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var filter = selector.ToFilter(time);
        var held = await holds.ListAsync(project, cancellationToken).ConfigureAwait(false);
        var ids = new HashSet<InteractionId>();
        var scope = ScopeOf(project, selector, filter, ids.Contains, dryRun: true);
        await foreach (var page in PagesAsync(project, Holds.Free(filter, held), before, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page) ids.Add(item.Interaction.Id);
            scope.Count("interactions", page.Count);
            scope.Count("body_bytes", page.Sum(item => item.Interaction.RequestBytes + item.Interaction.ResponseBytes));
            scope.Count("facts", page.Sum(item => item.Facts.Count));
        }

        foreach (var kind in DerivedKind.All)
        {
            await foreach (var page in PagesAsync(project, Holds.Free(kind.Filter, held), null, cancellationToken).ConfigureAwait(false))
            {
                var found = page.Where(item => !ids.Contains(item.Interaction.Id) && kind.OriginOf(item.Interaction) is { } origin && ids.Contains(origin)).ToList();
                scope.Count(kind.Name, found.Count);
                if (!kind.BodiesOnly) ids.UnionWith(found.Select(item => item.Interaction.Id));
            }
        }

        scope.Count("waiting_facts", (await WaitingAsync(project, scope, cancellationToken).ConfigureAwait(false)).Count);
        foreach (var place in places) await place.EraseAsync(scope, cancellationToken).ConfigureAwait(false);
        await AddHeldAsync(scope.Left, project, filter, held, before, cancellationToken).ConfigureAwait(false);
        return scope;
    }

    /// <summary>How many of the selection each hold has.</summary>
    public async Task<IReadOnlyList<HeldCount>> HeldAsync(string project, ErasureSelector selector, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var counts = new List<HeldCount>();
        foreach (var hold in await holds.ListAsync(project, cancellationToken).ConfigureAwait(false))
        {
            var count = await CountOfAsync(project, new AndFilter([selector.ToFilter(time), hold.Selection]), before, cancellationToken).ConfigureAwait(false);
            if (count > 0) counts.Add(new HeldCount(hold.Name, count));
        }

        return counts;
    }

    private async Task<ErasureRecord> PrepareAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        foreach (var place in places) await place.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await NextAsync(record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ErasureRecord> EraseRecordAsync(ErasureRecord record, Filter filter, Func<CancellationToken, Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        while (await mayGoOn(cancellationToken).ConfigureAwait(false))
        {
            var (next, isOver) = await holds.StepAsync(
                record.Project,
                async held =>
                {
                    var query = new InteractionQuery { Project = record.Project, Filter = Holds.Free(filter, held), To = record.Before, Ascending = true, Limit = PageSize };
                    var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
                    return page.Items.Count == 0 ? (record, true) : (await EraseAsync(record, page.Items, "interactions", cancellationToken).ConfigureAwait(false), false);
                },
                cancellationToken).ConfigureAwait(false);
            record = next;
            if (isOver) return await NextAsync(record, cancellationToken).ConfigureAwait(false);
        }

        return record;
    }

    /// <summary>Calls made of erased ones: what was replayed, judged and checked says the same texts again. An answer that the cache gave to somebody else leaves their record.</summary>
    private async Task<ErasureRecord> EraseDerivedAsync(ErasureRecord record, Func<CancellationToken, Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        // A replay of a replay is found once the first one is erased.
        for (var found = true; found;)
        {
            found = false;
            foreach (var kind in DerivedKind.All)
            {
                var held = await holds.ListAsync(record.Project, cancellationToken).ConfigureAwait(false);
                await foreach (var page in PagesAsync(record.Project, Holds.Free(kind.Filter, held), null, cancellationToken).ConfigureAwait(false))
                {
                    if (!await mayGoOn(cancellationToken).ConfigureAwait(false)) return record;
                    var derived = page.Where(item => kind.OriginOf(item.Interaction) is { } origin && erased.Contains(record.Project, origin)).ToList();
                    if (derived.Count == 0) continue;
                    if (kind.BodiesOnly) record = await DropBodiesAsync(record, derived, kind.Name, cancellationToken).ConfigureAwait(false);
                    else record = await EraseAsync(record, derived, kind.Name, cancellationToken).ConfigureAwait(false);
                    found |= !kind.BodiesOnly;
                }
            }
        }

        return await NextAsync(record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ErasureRecord> EraseWaitingFactsAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(record, record.Selector?.ToFilter(time) ?? new OrFilter([]));
        var waiting = await WaitingAsync(record.Project, scope, cancellationToken).ConfigureAwait(false);
        long removed = 0;
        foreach (var some in waiting.Chunk(WaitingPage)) removed += await store.DeleteWaitingFactsAsync(record.Project, some, cancellationToken).ConfigureAwait(false);
        return await NextAsync(Counted(record, "waiting_facts", removed), cancellationToken).ConfigureAwait(false);
    }

    private async Task<ErasureRecord> ErasePlacesAsync(ErasureRecord record, Filter filter, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(record, filter);
        foreach (var place in places) await place.EraseAsync(scope, cancellationToken).ConfigureAwait(false);
        await AddHeldAsync(scope.Left, record.Project, filter, await holds.ListAsync(record.Project, cancellationToken).ConfigureAwait(false), record.Before, cancellationToken).ConfigureAwait(false);
        if (scope.Values.Count > 0) scope.Left.Add(s_factsOfOthers);
        scope.Left.AddRange(s_outside);
        foreach (var (kind, count) in scope.Counts) record = Counted(record, kind, count);
        return await NextAsync(record with { Left = scope.Left }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ErasureRecord> ScrubAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        await store.ScrubAsync(cancellationToken).ConfigureAwait(false);
        foreach (var place in places) await place.ScrubAsync(cancellationToken).ConfigureAwait(false);
        return await NextAsync(record, cancellationToken).ConfigureAwait(false);
    }

    private Task<ErasureRecord> ForgetSelectorAsync(ErasureRecord record, CancellationToken cancellationToken) => NextAsync(record with { Selector = null }, cancellationToken);

    /// <summary>The settings last, so that neither the person's id nor what was said of them is in a free page or a log.</summary>
    private async Task<ErasureRecord> FinishAsync(ErasureRecord record, CancellationToken cancellationToken)
    {
        await settings.ScrubAsync(cancellationToken).ConfigureAwait(false);
        var ids = await erased.OfAsync(record.Project, record.Id, record.IdParts, cancellationToken).ConfigureAwait(false);
        return await shelf.FinishAsync(record, ids, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The ids first: what is gone must be known to be gone, or a copy brings it back.</summary>
    private async Task<ErasureRecord> EraseAsync(ErasureRecord record, IReadOnlyList<InteractionSummary> items, string kind, CancellationToken cancellationToken)
    {
        var ids = items.Select(item => item.Interaction.Id).ToArray();
        await erased.AddAsync(record.Project, record.Id, record.IdParts, ids, cancellationToken).ConfigureAwait(false);
        record = await shelf.KeepAsync(record with { IdParts = record.IdParts + 1 }, cancellationToken).ConfigureAwait(false);
        long removed = 0;
        foreach (var query in NamedQueries.Of(record, items)) removed += await store.DeleteAsync(query, CancellationToken.None).ConfigureAwait(false);
        record = Counted(record, kind, removed);
        record = Counted(record, "body_bytes", items.Sum(item => item.Interaction.RequestBytes + item.Interaction.ResponseBytes));
        record = Counted(record, "facts", items.Sum(item => item.Facts.Count));
        return await shelf.KeepAsync(record, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<ErasureRecord> DropBodiesAsync(ErasureRecord record, IReadOnlyList<InteractionSummary> items, string kind, CancellationToken cancellationToken)
    {
        long dropped = 0;
        foreach (var query in NamedQueries.Of(record, items)) dropped += await store.DropBodiesAsync(query, cancellationToken).ConfigureAwait(false);
        return dropped == 0 ? record : await shelf.KeepAsync(Counted(record, kind, dropped), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<InteractionId>> WaitingAsync(string project, ErasureScope scope, CancellationToken cancellationToken)
    {
        var found = new List<InteractionId>();
        InteractionId? after = null;
        while (await store.WaitingFactsAsync(project, after, WaitingPage, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            found.AddRange(page.Where(IsMeant).Select(fact => fact.FactId));
            after = page[^1].FactId;
            if (page.Count < WaitingPage) break;
        }

        return found;

        bool IsMeant(Fact fact) => scope.IsErased(fact.InteractionId) || (fact.Author is { } author && scope.Values.Contains(author, StringComparer.Ordinal))
            || (fact.Text is { } text && !ReferenceEquals(PersonText.Without(text, scope.Values), text));
    }

    private async IAsyncEnumerable<IReadOnlyList<InteractionSummary>> PagesAsync(
        string project, Filter filter, DateTimeOffset? before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new InteractionQuery { Project = project, Filter = filter, To = before, Ascending = true, Limit = PageSize };
        do
        {
            var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count > 0) yield return page.Items;
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
    }

    private async Task AddHeldAsync(List<LeftBehind> left, string project, Filter filter, IReadOnlyList<Hold> held, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (held.Count == 0) return;
        var count = await CountOfAsync(project, new AndFilter([filter, Holds.HeldBy(held)]), before, cancellationToken).ConfigureAwait(false);
        if (count > 0) left.Add(new LeftBehind("interactions", count, "legal holds have them"));
    }

    private async Task<long> CountOfAsync(string project, Filter filter, DateTimeOffset before, CancellationToken cancellationToken) =>
        (await store.AggregateAsync(new AggregateQuery { Project = project, Filter = filter, To = before }, cancellationToken).ConfigureAwait(false)).Rows is [var row, ..] ? row.Count : 0;

    private ErasureScope ScopeOf(ErasureRecord record, Filter filter) => ScopeOf(record.Project, record.Selector ?? new ErasureSelector(), filter, id => erased.Contains(record.Project, id), dryRun: false);

    private static ErasureScope ScopeOf(string project, ErasureSelector selector, Filter filter, Func<InteractionId, bool> isErased, bool dryRun) => new()
    {
        Project = project, Values = selector.Users, IsErased = isErased, Selects = recorded => recorded.Interaction.Project == project && FilterMatch.Matches(filter, recorded), DryRun = dryRun,
    };

    private Task<ErasureRecord> NextAsync(ErasureRecord record, CancellationToken cancellationToken) =>
        shelf.KeepAsync(record with { Step = record.Step + 1, Trouble = null }, cancellationToken);

    private static ErasureRecord Counted(ErasureRecord record, string kind, long count) => count == 0
        ? record
        : record with { Counts = new SortedDictionary<string, long>(record.Counts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [kind] = record.Counts.GetValueOrDefault(kind) + count } };
}
