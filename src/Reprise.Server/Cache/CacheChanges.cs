using System.Collections.Concurrent;
using Reprise.Cache.Checks;
using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Interactions;
using Reprise.Server.Cache.Checks;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// What a change of the record means for the cache. Answers in memory go at once, in any case; entries go with them where it is a few, else they are swept later
/// and lead to nothing until then, since an answer is only ever read from the record.
/// </summary>
internal sealed class CacheChanges(
    CacheOpening opening, CacheDoubts doubts, CacheFollowing following, ICacheEntries kept, AnswerMemory memory, Flights flights, CacheCounters counters, ILogger<CacheChanges> log)
{
    /// <summary>Answers that wait to become entries again; more at once come back when the cache is made again.</summary>
    private const int RevivedMost = 10_000;

    private readonly ConcurrentQueue<(string Project, InteractionId Id)> _revived = new();
    private readonly ConcurrentQueue<(string Project, InteractionId Id)> _checked = new();

    /// <summary>Hits of which people said whether they were right, since this was last asked.</summary>
    public bool TryTakeChecked(out (string Project, InteractionId Id) hit) => _checked.TryDequeue(out hit);

    public bool TryTakeRevived(out (string Project, InteractionId Id) revived) => _revived.TryDequeue(out revived);

    /// <summary>Removes interactions or their bodies, and what the cache has of them.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="query">Which.</param>
    /// <param name="remove">Does it and says how many they were.</param>
    /// <param name="cancellationToken">Stops looking which they are; the removal knows its own.</param>
    public async Task<long> RemoveAsync(IInteractionStore store, InteractionQuery query, Func<Task<long>> remove, CancellationToken cancellationToken)
    {
        IReadOnlyList<InteractionId>? going = null;
        long? count = null;
        doubts.BeginDeletion(query.Project);
        Forget(query.Project);
        try
        {
            going = await FindAsync(store, query, cancellationToken);
            count = await remove();
            return count.Value;
        }
        finally
        {
            // What was read of them meanwhile is forgotten too.
            Forget(query.Project);
            doubts.EndDeletion(query.Project);
            if (count != 0) End(query.Project, count is null ? null : going);
        }
    }

    /// <summary>
    /// After facts were appended. What they say together is read from the record, since one that comes late may be older than what is known; the entries follow it
    /// before this returns.
    /// </summary>
    public async Task JudgedAsync(IInteractionStore store, IReadOnlyList<Fact> facts)
    {
        var concerned = new List<CacheEntry>();
        var evicted = new HashSet<InteractionId>();
        foreach (var fact in facts)
        {
            // Checks of our own were told as they were made.
            if (fact is { Kind: FactKind.Evaluation, Name: ShadowChecks.FactName, Author: not HitCheck.Tag } && _checked.Count < RevivedMost) _checked.Enqueue((fact.Project, fact.InteractionId));
        }

        foreach (var about in facts.Where(CacheMarks.Concerns).GroupBy(static fact => (fact.Project, fact.InteractionId)))
        {
            var (project, id) = about.Key;
            memory.Drop(project, id);
            flights.Drop(project);
            if (about.Any(static fact => fact.Text == CacheMarks.Evicted)) evicted.Add(id);
            Change(index =>
            {
                var entries = index.Entries.FindBySource(project, id);
                concerned.AddRange(entries);
                // An eviction was taken back, or an answer pinned that had ended: it becomes an entry again.
                if (entries.Count == 0 && _revived.Count < RevivedMost && about.Any(static fact => fact.Kind == FactKind.Label && fact.Text != CacheMarks.Evicted)) _revived.Enqueue((project, id));
            });
        }

        if (concerned.Count == 0) return;
        try
        {
            // Whoever appended them may be gone by now; they are on record all the same.
            await following.FollowAsync(store, concerned, CancellationToken.None);
        }
        catch (Exception e) when (e is StoreException or CacheEntriesException)
        {
            NotChanged(e);
            // Rather one too many.
            Change(index => counters.AddRemoved(index.Remove([.. concerned.Where(entry => evicted.Contains(entry.Source)).Select(static entry => entry.Number)])));
        }
    }

    /// <summary>Which interactions go, when they are few. Null when they are many, or cannot be told.</summary>
    private async Task<IReadOnlyList<InteractionId>?> FindAsync(IInteractionStore store, InteractionQuery query, CancellationToken cancellationToken)
    {
        // What a file holds that is not open yet nobody knows.
        if (!opening.IsOpen) return null;
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

    private void End(string project, IReadOnlyList<InteractionId>? gone)
    {
        if (gone is null) doubts.WantSweep();
        foreach (var id in gone ?? []) Change(index => Remove(index, project, id));
        try
        {
            // Nobody can tell what a damaged file that was set aside holds of them.
            kept.DropSetAside(TimeSpan.Zero);
        }
        catch (CacheEntriesException e)
        {
            NotChanged(e);
        }
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

    /// <summary>The record has changed already; entries that cannot follow now are looked at when they are given, and swept.</summary>
    private void Change(Action<CacheIndex> change)
    {
        if (!opening.TryFind(out var index)) return;
        try
        {
            change(index);
        }
        catch (CacheEntriesException e)
        {
            NotChanged(e);
        }
    }

    private void NotChanged(Exception e)
    {
        counters.AddFailed();
        doubts.WantSweep();
        CacheLog.NotChanged(log, e.Message);
    }
}
