using System.Collections.Concurrent;
using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Interactions;
using Reprise.Server.Cache.Checks;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// What a change of the record means for the cache. Answers in memory go at once, in any case; entries go with them where it is a few, else they are swept later
/// and lead to nothing until then, since an answer is only ever read from the record.
/// </summary>
internal sealed class CacheChanges(CacheOpening opening, AnswerMemory memory, Flights flights, CacheCounters counters, ILogger<CacheChanges> log)
{
    /// <summary>Answers that wait to become entries again; more at once come back when the cache is made again.</summary>
    private const int RevivedMost = 10_000;

    private readonly ConcurrentQueue<(string Project, InteractionId Id)> _revived = new();
    private readonly ConcurrentQueue<(string Project, InteractionId Id)> _checked = new();
    private volatile bool _wantsSweep;

    /// <summary>Hits of which people said whether they were right, since this was last asked.</summary>
    public bool TryTakeChecked(out (string Project, InteractionId Id) hit) => _checked.TryDequeue(out hit);

    public bool TryTakeRevived(out (string Project, InteractionId Id) revived) => _revived.TryDequeue(out revived);

    /// <summary>Whether entries may have lost their interactions since this was last asked.</summary>
    public bool TakeSweep()
    {
        if (!_wantsSweep) return false;
        _wantsSweep = false;
        return true;
    }

    /// <summary>Asks for a sweep, as after a change of which nothing more is known.</summary>
    public void WantSweep() => _wantsSweep = true;

    /// <summary>Before interactions go: which they are, when they are few. Null when they are many, or cannot be told.</summary>
    public async Task<IReadOnlyList<InteractionId>?> BeginAsync(IInteractionStore store, InteractionQuery query, CancellationToken cancellationToken)
    {
        Forget(query.Project);
        if (!opening.HasEntries(query.Project)) return [];
        try
        {
            var page = await store.SearchAsync(query with { Limit = InteractionQuery.MaxLimit, Cursor = null }, cancellationToken);
            return page.Cursor is null ? [.. page.Items.Select(static item => item.Interaction.Id)] : null;
        }
        catch (StoreException)
        {
            // The deletion itself says what is wrong.
            return null;
        }
    }

    /// <summary>After they went. What was read of them meanwhile is forgotten too.</summary>
    public void End(string project, IReadOnlyList<InteractionId>? gone)
    {
        Forget(project);
        if (gone is null)
        {
            _wantsSweep = true;
            return;
        }

        Change(index =>
        {
            foreach (var id in gone) Remove(index, project, id);
        });
    }

    /// <summary>After facts were appended. What they say together is read from the record when the answer is next given; here its entry follows the latest.</summary>
    public void Judged(IReadOnlyList<Fact> facts)
    {
        foreach (var fact in facts)
        {
            // Checks of our own were told as they were made.
            if (fact is { Kind: FactKind.Evaluation, Name: ShadowChecks.FactName, Author: not HitCheck.Tag } && _checked.Count < RevivedMost) _checked.Enqueue((fact.Project, fact.InteractionId));
            if (!CacheFacts.Concerns(fact)) continue;
            memory.Drop(fact.Project, fact.InteractionId);
            flights.Drop(fact.Project);
            Change(index => Apply(index, fact));
        }
    }

    private void Apply(CacheIndex index, Fact fact)
    {
        var entries = index.Entries.FindBySource(fact.Project, fact.InteractionId);
        if (fact.Kind == FactKind.Label && fact.Text != CacheFacts.Evicted && entries.Count == 0) Revive(fact.Project, fact.InteractionId);
        foreach (var entry in entries)
        {
            if (fact.Kind == FactKind.Label && fact.Text == CacheFacts.Evicted) counters.AddRemoved(index.Remove([entry.Number]));
            else if (fact.Kind == FactKind.Label) index.Entries.Update(entry.Number, entry.Quality, fact.Text == CacheFacts.Pinned, entry.Expires);
            else if (fact is { Kind: FactKind.Evaluation, Value: { } quality }) index.Entries.Update(entry.Number, quality, entry.IsPinned, entry.Expires);
        }
    }

    /// <summary>An eviction was taken back, or an answer pinned that had ended: it becomes an entry again.</summary>
    private void Revive(string project, InteractionId id)
    {
        if (_revived.Count < RevivedMost) _revived.Enqueue((project, id));
    }

    private void Remove(CacheIndex index, string project, InteractionId id)
    {
        if (index.Entries.FindBySource(project, id) is { Count: > 0 } entries) counters.AddRemoved(index.Remove([.. entries.Select(static entry => entry.Number)]));
    }

    private void Forget(string project)
    {
        memory.Drop(project);
        flights.Drop(project);
    }

    /// <summary>The record has changed already; entries that cannot follow now are looked at when they are given.</summary>
    private void Change(Action<CacheIndex> change)
    {
        if (!opening.TryFind(out var index)) return;
        try
        {
            change(index);
        }
        catch (CacheEntriesException e)
        {
            counters.AddFailed();
            _wantsSweep = true;
            CacheLog.NotChanged(log, e.Message);
        }
    }
}
