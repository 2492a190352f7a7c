using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Transfer.Migration;

/// <summary>
/// Copies everything of one store into another: every project, interactions with bodies, headers and chunk timings, and facts, those that wait included. The
/// words to search by are found again from the bodies, since no store keeps them. Appends are idempotent and the mark is written behind them, so a copy that
/// was ended in any way goes on and doubles nothing. Nobody else should write to the source meanwhile: what comes behind the mark's place is copied, what
/// comes before it is not, and the check at the end says so.
/// </summary>
/// <param name="from">Open; only read.</param>
/// <param name="to">Open.</param>
/// <param name="marks">Where the mark is kept.</param>
public sealed class StoreMigration(IInteractionStore from, IInteractionStore to, MigrationMarkFile marks)
{
    private const int PageSize = 500;
    private const int FactPageSize = 1000;

    /// <summary>How many interactions the source holds, to show how far it is.</summary>
    public static async Task<long> CountAsync(IInteractionStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        long count = 0;
        foreach (var project in await store.ProjectsAsync(cancellationToken).ConfigureAwait(false))
        {
            var all = await store.AggregateAsync(new AggregateQuery { Project = project }, cancellationToken).ConfigureAwait(false);
            count += all.Rows.Sum(row => row.Count);
        }

        return count;
    }

    /// <summary>Copies from the mark on. The mark stays until <see cref="MigrationMarkFile.Remove"/>.</summary>
    /// <param name="mark">Where to begin; written before anything else, so that a target that holds part of a copy is known for that.</param>
    /// <param name="progress">Gets the mark after each page.</param>
    /// <param name="cancellationToken">Ends it between two pages; what is copied stays.</param>
    /// <returns>The last mark.</returns>
    public async Task<MigrationMark> CopyAsync(MigrationMark mark, Action<MigrationMark> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mark);
        ArgumentNullException.ThrowIfNull(progress);
        await marks.WriteAsync(mark, cancellationToken).ConfigureAwait(false);
        foreach (var project in await from.ProjectsAsync(cancellationToken).ConfigureAwait(false))
        {
            var order = string.CompareOrdinal(project, mark.Project);
            if (order < 0) continue;
            if (order > 0) mark = mark with { Project = project, Cursor = null, InFacts = false, AfterFact = null };
            if (!mark.InFacts) mark = await CopyInteractionsAsync(mark, progress, cancellationToken).ConfigureAwait(false);
            mark = await CopyWaitingFactsAsync(mark, progress, cancellationToken).ConfigureAwait(false);
        }

        return mark;
    }

    private async Task<MigrationMark> CopyInteractionsAsync(MigrationMark mark, Action<MigrationMark> progress, CancellationToken cancellationToken)
    {
        var query = new InteractionQuery { Project = mark.Project!, Ascending = true, Limit = PageSize, Cursor = mark.Cursor };
        var reading = from.ReadAsync(query, cancellationToken);
        while (true)
        {
            var page = await reading.ConfigureAwait(false);
            // The next page is read while this one is stored.
            if (page.Cursor is not null) reading = from.ReadAsync(query with { Cursor = page.Cursor }, cancellationToken);
            try
            {
                await AppendAsync(page.Items, cancellationToken).ConfigureAwait(false);
                mark = mark with
                {
                    Cursor = page.Cursor,
                    InFacts = page.Cursor is null,
                    Interactions = mark.Interactions + page.Items.Count,
                    Facts = mark.Facts + page.Items.Sum(item => item.Facts.Count),
                };
                await marks.WriteAsync(mark, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // Nobody will ask for it any more, and no read may outlive the store.
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            progress(mark);
            if (page.Cursor is null) return mark;
        }
    }

    private async Task AppendAsync(IReadOnlyList<RecordedInteraction> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0) return;
        var records = new RecordedInteraction[items.Count];
        await Task.Run(
            () => Parallel.For(0, records.Length, i => records[i] = items[i] with { Facts = [], SearchText = RecordWords.Of(items[i], DialectCatalog.FindByName) }), cancellationToken).ConfigureAwait(false);
        await to.AppendAsync(new StoreBatch { Interactions = records, Facts = [.. items.SelectMany(item => item.Facts)] }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<MigrationMark> CopyWaitingFactsAsync(MigrationMark mark, Action<MigrationMark> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            InteractionId? after = mark.AfterFact is { } last ? InteractionId.Parse(last) : null;
            var facts = await from.WaitingFactsAsync(mark.Project!, after, FactPageSize, cancellationToken).ConfigureAwait(false);
            if (facts.Count == 0) return mark;
            await to.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken).ConfigureAwait(false);
            mark = mark with { AfterFact = facts[^1].FactId.ToString(), Facts = mark.Facts + facts.Count };
            await marks.WriteAsync(mark, cancellationToken).ConfigureAwait(false);
            progress(mark);
        }
    }
}
