using System.Runtime.CompilerServices;
using Reprise.Datasets;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs.Reporting;

/// <summary>The pairs of a run. What is held are the replays' few numbers; originals pass by a page at a time.</summary>
internal sealed class RunPairs
{
    private readonly ReplayRun _run;
    private readonly IInteractionStore _store;
    private readonly IDatasets _datasets;
    private readonly Dictionary<InteractionId, ReplayRow> _rows = [];

    private RunPairs(ReplayRun run, IInteractionStore store, IDatasets datasets) => (_run, _store, _datasets) = (run, store, datasets);

    public static async Task<RunPairs> LoadAsync(ReplayRun run, IInteractionStore store, IDatasets datasets, CancellationToken cancellationToken)
    {
        var pairs = new RunPairs(run, store, datasets) { IsDatasetGone = await new RunCases(store, datasets).IsDatasetGoneAsync(run, cancellationToken).ConfigureAwait(false) };
        await foreach (var summary in new RunRecord(store).ReplaysAsync(run, cancellationToken).ConfigureAwait(false))
        {
            if (RunCase.KeyOf(summary.Interaction, run.Source.Dataset is not null) is not { } key) continue;
            var row = ReplayRow.Of(summary, run.Measures);
            pairs._rows[key] = pairs._rows.TryGetValue(key, out var earlier) ? ReplayRow.Later(earlier, row) : row;
        }

        return pairs;
    }

    /// <summary>Whether the dataset was removed: the pairs are then those of the replays there are, in no order.</summary>
    public bool IsDatasetGone { get; private init; }

    /// <summary>In the order of the originals, or of the dataset.</summary>
    public async IAsyncEnumerable<RunPair> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IsDatasetGone)
        {
            foreach (var row in _rows.Values)
            {
                var original = row.Original is { } id ? await _store.FindAsync(_run.Project, id, cancellationToken).ConfigureAwait(false) : null;
                yield return RunPair.Of((row.Original ?? row.Id).ToString(), original?.Interaction, row, _run.Measures);
            }

            yield break;
        }

        long count = 0;
        if (_run.Source.Dataset is { } dataset)
        {
            await foreach (var item in _datasets.CasesAsync(_run.Project, dataset, _run.Source.DatasetVersion, cancellationToken).ConfigureAwait(false))
            {
                if (count++ >= (_run.Source.Limit ?? long.MaxValue)) yield break;
                var original = item.InteractionId is { } id ? await _store.FindAsync(_run.Project, id, cancellationToken).ConfigureAwait(false) : null;
                yield return RunPair.Of(item.CaseId, original?.Interaction, _rows.GetValueOrDefault(RunCase.Of(item).Key), _run.Measures);
            }

            yield break;
        }

        await foreach (var summary in new RunCases(_store, _datasets).OriginalsAsync(_run, cancellationToken).ConfigureAwait(false))
        {
            if (count++ >= (_run.Source.Limit ?? long.MaxValue)) yield break;
            var original = summary.Interaction;
            yield return RunPair.Of(original.Id.ToString(), original, _rows.GetValueOrDefault(original.Id), _run.Measures);
        }
    }

    /// <summary>What people want to see of a pair: both answers' beginnings, and what the evaluators said.</summary>
    public async Task<RunWorst> DescribeAsync(RunPair pair, CancellationToken cancellationToken)
    {
        var row = pair.Replay!;
        var replay = await _store.FindAsync(_run.Project, row.Id, cancellationToken).ConfigureAwait(false);
        return new RunWorst
        {
            Case = pair.Case,
            OriginalId = pair.Original?.Id.ToString(),
            ReplayId = row.Id.ToString(),
            Outcome = pair.Outcome,
            Difference = pair.Difference,
            Similarity = row.Similarity,
            Prompt = replay?.Interaction.PromptPreview,
            Original = pair.Original?.ContentPreview,
            Replay = replay?.Interaction.ContentPreview,
            Error = row.Error,
            Scores = [.. _run.Measures.Select((measure, i) => new RunScore(measure.Name, row.Originals[i], row.Scores[i], ReasonOf(replay, measure)))],
        };
    }

    private static string? ReasonOf(RecordedInteraction? replay, RunMeasure measure) =>
        replay?.Facts.LastOrDefault(fact => fact.Kind == FactKind.Evaluation && fact.Name == measure.Name && fact.Author == measure.Author)?.Text;
}
