using System.Runtime.CompilerServices;
using Reprise.Datasets;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>What a run goes over: originals oldest first, or the cases of a dataset in their order. Read a page at a time, without bodies.</summary>
internal sealed class RunCases(IInteractionStore store, IDatasets datasets)
{
    private const int PageSize = 500;

    public async IAsyncEnumerable<RunCase> ReadAsync(ReplayRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (run.Source.Dataset is { } dataset)
        {
            await CheckDatasetAsync(run, cancellationToken).ConfigureAwait(false);
            await foreach (var item in datasets.CasesAsync(run.Project, dataset, run.Source.DatasetVersion, cancellationToken).ConfigureAwait(false)) yield return RunCase.Of(item);
            yield break;
        }

        await foreach (var summary in OriginalsAsync(run, cancellationToken).ConfigureAwait(false)) yield return RunCase.Of(summary.Interaction.Id);
    }

    /// <summary>The originals of a run over a filter.</summary>
    public async IAsyncEnumerable<InteractionSummary> OriginalsAsync(ReplayRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in StorePages.ReadAsync(store, Query(run) with { Limit = PageSize, Ascending = true }, cancellationToken).ConfigureAwait(false))
        {
            // A clock that was set back could make a replay older than its run.
            if (item.Interaction.Replay?.Run != run.Id) yield return item;
        }
    }

    /// <summary>Whether a dataset was removed since the run began over it.</summary>
    public async Task<bool> IsDatasetGoneAsync(ReplayRun run, CancellationToken cancellationToken) =>
        run.Source.Dataset is { } name && await VersionAsync(run, name, cancellationToken).ConfigureAwait(false) is null;

    /// <summary>Without its dataset nobody knows what is left of a run.</summary>
    /// <exception cref="ReplayException">The dataset is gone.</exception>
    public async Task CheckDatasetAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        if (!await IsDatasetGoneAsync(run, cancellationToken).ConfigureAwait(false)) return;
        throw new ReplayException(
            RunObstacles.DatasetGone, "The dataset of this run was removed, so nobody knows what is left to replay.", $"The report counts what was replayed: 'reprise replay report {run.Id}'.", "Start a new run over another dataset.");
    }

    /// <summary>How many originals there are.</summary>
    public async Task<long> CountAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        long count;
        if (run.Source.Dataset is { } name)
        {
            count = (await VersionAsync(run, name, cancellationToken).ConfigureAwait(false))?.CaseCount ?? 0;
        }
        else
        {
            var query = Query(run);
            var result = await store.AggregateAsync(new AggregateQuery { Project = query.Project, Filter = query.Filter, From = query.From, To = query.To }, cancellationToken).ConfigureAwait(false);
            count = result.Rows.Sum(static row => row.Count);
        }

        return run.Source.Limit is { } most ? Math.Min(most, count) : count;
    }

    private static InteractionQuery Query(ReplayRun run) => new() { Project = run.Project, Filter = FilterOf(run), From = run.Source.From, To = run.Source.To };

    private static Filter FilterOf(ReplayRun run)
    {
        var filter = FilterParser.Parse(run.Source.Filter, run.CreatedAt).Filter ?? throw new ReplayException(ReplayObstacles.InvalidParameter, "The run's filter cannot be read by this version.");
        return Originals.Of(filter);
    }

    private async Task<DatasetVersion?> VersionAsync(ReplayRun run, string dataset, CancellationToken cancellationToken) =>
        (await datasets.FindAsync(run.Project, dataset, cancellationToken).ConfigureAwait(false))?.Versions.FirstOrDefault(version => version.Number == run.Source.DatasetVersion);
}
