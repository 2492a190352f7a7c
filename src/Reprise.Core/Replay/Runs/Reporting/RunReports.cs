using Reprise.Datasets;
using Reprise.Store;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>Makes reports of runs, from the record alone and without reading a body.</summary>
public sealed class RunReports(IInteractionStore store, IDatasets datasets)
{
    public const int StandardWorst = 20;
    public const int MostWorst = 1000;

    /// <summary>The report.</summary>
    /// <param name="run">Running or not.</param>
    /// <param name="worst">How many of the worst pairs to tell of, 0 to <see cref="MostWorst"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RunReport> ReadAsync(ReplayRun run, int worst, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfNegative(worst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(worst, MostWorst);
        var pairs = await RunPairs.LoadAsync(run, store, datasets, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(run, pairs, worst, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes JUnit's XML: one test case for each original, in their order.</summary>
    public async Task WriteJUnitAsync(ReplayRun run, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        var pairs = await RunPairs.LoadAsync(run, store, datasets, cancellationToken).ConfigureAwait(false);
        var report = await ReadAsync(run, pairs, worst: 0, cancellationToken).ConfigureAwait(false);
        await JUnitReport.WriteAsync(report, pairs, output, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RunReport> ReadAsync(ReplayRun run, RunPairs pairs, int worst, CancellationToken cancellationToken)
    {
        var tally = new RunTally(run, worst);
        await foreach (var pair in pairs.ReadAsync(cancellationToken).ConfigureAwait(false)) tally.Add(pair);
        var described = new List<RunWorst>();
        foreach (var pair in tally.Worst) described.Add(await pairs.DescribeAsync(pair, cancellationToken).ConfigureAwait(false));
        var note = pairs.IsDatasetGone ? "The dataset was removed: only what was replayed is counted, and cases go by the ids of their calls." : null;
        return tally.ToReport(described, await new RunRecord(store).JudgesUsdAsync(run, cancellationToken).ConfigureAwait(false), note);
    }
}
