using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>
/// Makes entries say what the record says of their interactions: gone, emptied or evicted ones end, the others take over quality and pin. Safe for use from many
/// threads.
/// </summary>
internal sealed class CacheFollowing(CacheIndex index, CacheCounters counters)
{
    private const int PageSize = 200;

    private static readonly FilterField s_id = FilterFields.Find("id")!;

    /// <returns>How many entries ended, and whether one did since its interaction is gone or empty.</returns>
    /// <exception cref="StoreException">The record cannot be read; entries of earlier pages have followed.</exception>
    /// <exception cref="CacheEntriesException">The entries cannot be written.</exception>
    public async Task<Followed> FollowAsync(IInteractionStore store, IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken)
    {
        var followed = new Followed(0, false);
        foreach (var project in entries.GroupBy(static entry => entry.Project))
        {
            // In the order of time, so that a page of the record is a short stretch of it.
            foreach (var page in project.OrderBy(static entry => entry.Timestamp).Chunk(PageSize))
                followed += await FollowAsync(store, project.Key, page, cancellationToken);
        }

        return followed;
    }

    private async Task<Followed> FollowAsync(IInteractionStore store, string project, CacheEntry[] page, CancellationToken cancellationToken)
    {
        var any = new OrFilter([.. page.Select(static entry => entry.Source).Distinct().Select(static source => new FieldFilter(s_id, FilterOperator.Equal, source.ToString()))]);
        var query = new InteractionQuery { Project = project, Filter = any, From = page[0].Timestamp.AddSeconds(-1), To = page[^1].Timestamp.AddSeconds(1), Limit = PageSize };
        var found = (await store.SearchAsync(query, cancellationToken)).Items.ToDictionary(static item => item.Interaction.Id);
        var ended = new List<long>();
        var isAnyLost = false;
        foreach (var entry in page)
        {
            var summary = found.GetValueOrDefault(entry.Source);
            var isLost = summary is null || await IsEmptyAsync(store, summary.Interaction, cancellationToken);
            isAnyLost |= isLost;
            if (isLost || CacheMarks.Of(summary!.Facts).IsEvicted) ended.AddRange(NumbersOf(entry));
            else Update(entry, summary);
        }

        if (ended.Count == 0) return new Followed(0, isAnyLost);
        var removed = index.Remove(ended);
        counters.AddRemoved(removed);
        return new Followed(removed, isAnyLost);
    }

    /// <summary>Whether retention or a person has taken its bodies. Where there is a preview they are there.</summary>
    private static async Task<bool> IsEmptyAsync(IInteractionStore store, Interaction interaction, CancellationToken cancellationToken) =>
        interaction is { ContentPreview: null, PromptPreview: null }
        && await store.FindAsync(interaction.Project, interaction.Id, cancellationToken) is not { Response: not null };

    private void Update(CacheEntry entry, InteractionSummary summary)
    {
        var marks = CacheMarks.Of(summary.Facts);
        var quality = marks.Quality ?? summary.Interaction.QualityScore;
        if (entry.Quality == quality && entry.IsPinned == marks.IsPinned) return;
        foreach (var number in NumbersOf(entry)) index.Entries.Update(number, quality, marks.IsPinned, entry.Expires);
    }

    /// <summary>One that was just added is known by its interaction.</summary>
    private IEnumerable<long> NumbersOf(CacheEntry entry) =>
        entry.Number != 0 ? [entry.Number] : index.Entries.FindBySource(entry.Project, entry.Source).Select(static found => found.Number);
}

/// <param name="Ended">Entries that were removed.</param>
/// <param name="IsAnyLost">Whether the interaction of one is gone or empty.</param>
internal readonly record struct Followed(int Ended, bool IsAnyLost)
{
    public static Followed operator +(Followed left, Followed right) => new(left.Ended + right.Ended, left.IsAnyLost || right.IsAnyLost);
}
