using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>What the record says of a run.</summary>
internal sealed class RunRecord(IInteractionStore store)
{
    /// <summary>The replays of a run, oldest first, a page at a time.</summary>
    public IAsyncEnumerable<InteractionSummary> ReplaysAsync(ReplayRun run, CancellationToken cancellationToken) =>
        StorePages.ReadAsync(store, new InteractionQuery { Project = run.Project, Filter = Is("replay_run", run.Id), Ascending = true, Limit = InteractionQuery.MaxLimit }, cancellationToken);

    /// <summary>What is done, what it cost, and what is still to be compared.</summary>
    public async Task<RunDone> LoadAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        var done = new RunDone();
        await foreach (var summary in ReplaysAsync(run, cancellationToken).ConfigureAwait(false))
        {
            var replay = summary.Interaction;
            done.AddCost(CostOf(replay, run.CostPerCallUsd));
            if (RunCase.KeyOf(replay, run.Source.Dataset is not null) is not { } key || !Counts(replay, run.RetryBefore)) continue;
            if (!done.Keys.Add(key)) continue;
            if (replay.Status == InteractionStatus.Success) done.Succeeded++;
            else done.Failed++;
            if (!summary.Facts.Any(static fact => fact is { Kind: FactKind.Evaluation, Name: RunScorer.SameName, Author: RunScorer.ComparisonAuthor })) done.Unscored[key] = replay.Id;
        }

        done.JudgesUsd = await JudgesUsdAsync(run, cancellationToken).ConfigureAwait(false);
        return done;
    }

    /// <summary>What the run's judges cost.</summary>
    public async Task<decimal> JudgesUsdAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        if (run.Measures.Count == 0) return 0;
        var judges = await store.AggregateAsync(new AggregateQuery { Project = run.Project, Filter = Is("tag", JudgeTag(run.Id)) }, cancellationToken).ConfigureAwait(false);
        var known = judges.Rows.Sum(static row => row.CostUsd ?? 0);
        if (run.CostPerCallUsd is not { } reckoned) return known;
        var unpriced = new AndFilter([Is("tag", JudgeTag(run.Id)), Is("status", "success"), new FieldFilter(FieldOf("cost_usd"), FilterOperator.Missing, null)]);
        var rows = await store.AggregateAsync(new AggregateQuery { Project = run.Project, Filter = unpriced }, cancellationToken).ConfigureAwait(false);
        return known + reckoned * rows.Rows.Sum(static row => row.Count);
    }

    /// <summary>On the calls that judges made for a run.</summary>
    public static string JudgeTag(string runId) => $"replay-run/{runId}/judge";

    /// <summary>Whether an original has its replay by this one: not when nobody answered because there were too many calls, nor when we hung up.</summary>
    public static bool Counts(Interaction replay, DateTimeOffset? retryBefore) =>
        replay.Status != InteractionStatus.Cancelled
        && replay.HttpStatus != 429
        && (replay.Status == InteractionStatus.Success || retryBefore is not { } before || replay.Timestamp >= before);

    /// <summary>What a call cost, as a budget reckons it. Null when it is not known and may be something.</summary>
    public static decimal? CostOf(Interaction call, decimal? costPerCall) =>
        call.CostUsd ?? (call.Status is InteractionStatus.Success or InteractionStatus.Timeout or InteractionStatus.Cancelled ? costPerCall : 0);

    private static FieldFilter Is(string field, string value) => new(FieldOf(field), FilterOperator.Equal, value);

    private static FilterField FieldOf(string name) => FilterFields.Find(name) ?? throw new InvalidOperationException($"The record has no field '{name}'.");
}

/// <summary>What is done of a run: ids only, so that a hundred thousand of them are a few megabytes.</summary>
internal sealed class RunDone
{
    private long _unknownCosts;

    /// <summary>The cases that have their replay.</summary>
    public HashSet<InteractionId> Keys { get; } = [];

    /// <summary>Replays that a killed server had not compared yet, by case.</summary>
    public Dictionary<InteractionId, InteractionId> Unscored { get; } = [];
    public long Succeeded { get; set; }
    public long Failed { get; set; }
    public decimal ReplaysUsd { get; private set; }
    public decimal JudgesUsd { get; set; }

    /// <summary>The largest cost of one; null when none is known.</summary>
    public decimal? LargestUsd { get; private set; }

    /// <summary>The same with its judges, of whose calls nobody says to which replay they belong: twice their mean. Null when nothing is known.</summary>
    public decimal? LargestCaseUsd => LargestUsd is { } largest ? largest + 2 * JudgesUsd / Math.Max(1, Succeeded) : null;

    /// <summary>All that was spent; a call whose cost is not known is reckoned with the largest.</summary>
    public decimal SpentUsd => ReplaysUsd + JudgesUsd + _unknownCosts * (LargestUsd ?? 0);

    public void AddCost(decimal? cost)
    {
        if (cost is not { } known)
        {
            _unknownCosts++;
            return;
        }

        ReplaysUsd += known;
        if (known > (LargestUsd ?? 0)) LargestUsd = known;
    }
}
