using Reprise.Datasets;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>Takes orders: begins, resumes and stops runs. Checks what can be checked before any money is spent.</summary>
public sealed class RunDesk(ReplayRuns runs, RunServices services)
{
    private const string Running = "A run goes on until it is done, stopped or out of budget.";

    /// <summary>A new run, kept as running and this server's own.</summary>
    /// <exception cref="ReplayException">It cannot be; says why.</exception>
    public async Task<ReplayRun> BeginAsync(string project, RunRequest request, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = services.Time.GetUtcNow();
        var run = new ReplayRun
        {
            Id = RunId.New(services.Time),
            Project = project,
            State = RunState.Running,
            Source = await SourceOfAsync(services.Datasets, project, request, now, cancellationToken).ConfigureAwait(false),
            Changes = new ReplayChanges { Prompt = request.Prompt, System = request.System, Model = request.Model, Provider = request.Provider, Parameters = request.Parameters ?? [] },
            Evaluators = request.Evaluators ?? [],
            Concurrency = request.Concurrency ?? 4,
            RatePerMinute = request.RatePerMinute,
            BudgetUsd = request.BudgetUsd,
            CostPerCallUsd = request.CostPerCallUsd,
            Owner = runs.Owner.Text,
            HeartbeatAt = now,
            CreatedAt = now,
        };
        Check(run);
        run = run with { Measures = MeasuresOf(run) };
        await RefuseSecondAsync(project, cancellationToken).ConfigureAwait(false);
        await services.Settle(cancellationToken).ConfigureAwait(false);
        run = run with { Total = await new RunCases(services.Store, services.Datasets).CountAsync(run, cancellationToken).ConfigureAwait(false) };
        if (run.Total == 0) throw new ReplayException(RunObstacles.NothingSelected, "There is nothing to replay: the filter or the dataset selects no call.", "Look with the same filter in 'reprise search'.");
        CheckJudges(run);
        await CheckFirstAsync(run, cancellationToken).ConfigureAwait(false);
        return await runs.TakeAsync(run, new RunDeed(actor, "replay.run.start")).ConfigureAwait(false)
            ?? throw new ReplayException(RunObstacles.RunRunning, "Another run began at the same moment; try again.");
    }

    /// <summary>The run as running and this server's own; what is done stays done.</summary>
    /// <exception cref="ReplayException">There is none, it runs, or it has nothing left to do.</exception>
    public async Task<ReplayRun> ResumeAsync(string project, string id, RunResumption how, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(how);
        var run = await GetAsync(project, id, cancellationToken).ConfigureAwait(false);
        if (run.State == RunState.Running) throw new ReplayException(RunObstacles.RunRunning, $"Run {run.Id} is running.", Running);
        var now = services.Time.GetUtcNow();
        var wasKilled = run.State == RunState.Interrupted && run.EndedAt is null;
        var next = run with
        {
            State = RunState.Running,
            Reason = null,
            EndedAt = null,
            StopRequested = false,
            Owner = runs.Owner.Text,
            HeartbeatAt = now,
            Concurrency = how.Concurrency ?? run.Concurrency,
            RatePerMinute = how.RatePerMinute ?? run.RatePerMinute,
            BudgetUsd = how.BudgetUsd ?? run.BudgetUsd,
            CostPerCallUsd = how.CostPerCallUsd ?? run.CostPerCallUsd,
            RetryBefore = how.RetryFailed == true ? now : run.RetryBefore,
            PresumedUsd = run.PresumedUsd + (wasKilled && run.BudgetUsd is not null ? await LostAsync(run, cancellationToken).ConfigureAwait(false) : 0),
        };
        Check(next);
        next = next with { Measures = MeasuresOf(next) };
        CheckJudges(next);
        await new RunCases(services.Store, services.Datasets).CheckDatasetAsync(next, cancellationToken).ConfigureAwait(false);
        if (next.BudgetUsd is { } budget && run.State == RunState.BudgetReached && run.Counters.SpentUsd >= budget)
            throw new ReplayException(ReplayObstacles.InvalidParameter, "The budget of this run is spent.", "Resume it with a larger one: --budget-usd.");
        await RefuseSecondAsync(project, cancellationToken).ConfigureAwait(false);
        return await runs.TakeAsync(next, new RunDeed(actor, "replay.run.resume")).ConfigureAwait(false)
            ?? throw new ReplayException(RunObstacles.RunRunning, $"Somebody else changed run {run.Id} at the same moment.", "Look at it again.");
    }

    /// <summary>Asks whoever runs it to stop: no more calls start, those under way are waited for.</summary>
    /// <exception cref="ReplayException">There is none, or it is not running.</exception>
    public async Task<ReplayRun> StopAsync(string project, string id, string actor, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = await GetAsync(project, id, cancellationToken).ConfigureAwait(false);
            if (run.State != RunState.Running) throw new ReplayException(RunObstacles.RunNotRunning, $"Run {run.Id} is not running.");
            if (run.StopRequested) return run;
            if (await runs.PutAsync(run with { StopRequested = true }, new RunDeed(actor, "replay.run.stop"), cancellationToken).ConfigureAwait(false) is { } stopped) return stopped;
        }
    }

    /// <summary>One run.</summary>
    /// <exception cref="ReplayException">There is none.</exception>
    public async Task<ReplayRun> GetAsync(string project, string id, CancellationToken cancellationToken) =>
        await runs.FindAsync(project, id, cancellationToken).ConfigureAwait(false)
        ?? throw new ReplayException(ReplayObstacles.NotFound, $"Project '{project}' has no run of that id.", "See which there are with 'reprise replay list'.");

    /// <summary>Which originals a request means.</summary>
    /// <exception cref="ReplayException">It means none that can be found.</exception>
    internal static async Task<RunSource> SourceOfAsync(IDatasets datasets, string project, RunRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1) throw Invalid("The limit is at least 1.");
        if (request.Dataset is not { } dataset)
        {
            if (FilterParser.Parse(request.Filter, now).Error is { } error) throw Invalid($"The filter has a mistake at character {error.Position + 1}: {error.Message}");
            return new RunSource { Filter = request.Filter, From = request.From, To = request.To < now ? request.To : now, Limit = request.Limit };
        }

        if (request.Filter is not null || request.From is not null || request.To is not null) throw Invalid("A run goes over a filter or over a dataset, not over both.");
        var at = dataset.LastIndexOf('@');
        var (name, version) = at < 0 ? (dataset, null) : (dataset[..at], int.TryParse(dataset.AsSpan(at + 1), out var number) ? number : (int?)-1);
        var versions = (await datasets.FindAsync(project, name, cancellationToken).ConfigureAwait(false))?.Versions ?? [];
        var chosen = version is null ? versions is [.., var newest] ? newest : null : versions.FirstOrDefault(one => one.Number == version);
        if (chosen is null) throw new ReplayException(ReplayObstacles.NotFound, $"Project '{project}' has no such dataset, or not in that version.", "See which there are with 'reprise dataset list'.");
        return new RunSource { Dataset = name, DatasetVersion = chosen.Number, Limit = request.Limit };
    }

    private static void Check(ReplayRun run)
    {
        if (run.Concurrency is < 1 or > RunLimits.MostConcurrency) throw Invalid($"The concurrency is 1 to {RunLimits.MostConcurrency}.");
        if (run.RatePerMinute is { } rate && rate is not (>= 0.1 and <= 1_000_000)) throw Invalid("The rate is 0.1 to 1,000,000 calls a minute.");
        if (run.BudgetUsd is <= 0) throw Invalid("The budget is more than 0 US dollars.");
        if (run.CostPerCallUsd is < 0) throw Invalid("The cost of a call is not less than 0 US dollars.");
    }

    private IReadOnlyList<RunMeasure> MeasuresOf(ReplayRun run)
    {
        try
        {
            return RunMeasures.Of(RunMeasures.Create(run.Evaluators, run.Project, services.Evaluators(services.Sender)));
        }
        catch (FormatException e)
        {
            throw Invalid(e.Message);
        }
    }

    /// <summary>One run of a project at a time: two would spend without knowing of each other.</summary>
    private async Task RefuseSecondAsync(string project, CancellationToken cancellationToken)
    {
        var all = await runs.ListAsync(project, cancellationToken).ConfigureAwait(false);
        if (all.FirstOrDefault(static run => run.State == RunState.Running) is { } other)
            throw new ReplayException(RunObstacles.RunRunning, $"Run {other.Id} of this project is running.", Running, $"Stop it with 'reprise replay stop {other.Id}'.");
    }

    /// <summary>
    /// Makes the first call without sending it: a provider that is not there or has no key stands in the way of all. A budget is a promise, so it is refused at once
    /// where the first call already has no price.
    /// </summary>
    private async Task CheckFirstAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        var calls = new RunCalls(run, services);
        await foreach (var item in new RunCases(services.Store, services.Datasets).ReadAsync(run, cancellationToken).ConfigureAwait(false))
        {
            var original = item.Original is { } id
                ? await services.Store.FindAsync(run.Project, id, cancellationToken).ConfigureAwait(false)
                : item.Case?.Request is null ? null : RunCalls.OriginalOf(item, run.Project, run.CreatedAt);
            if (original is null) return;
            string provider;
            try
            {
                provider = calls.Build(item, original).Provider;
            }
            catch (ReplayException e) when (e.Code is not (ReplayObstacles.UnknownProvider or ReplayObstacles.NoCredential))
            {
                // Of this one only; the run counts it.
                return;
            }

            var model = run.Changes.Model ?? original.Interaction.Model;
            if (run.BudgetUsd is null || calls.EstimateOf(original, provider, model) is not null) return;
            throw new ReplayException(
                RunObstacles.UnknownPrice, $"The price of {provider} {model} is not known, so a budget cannot be kept.",
                "Say what to reckon for a call: --cost-per-call.", "Add a price: 'reprise prices --help'.", "Leave the budget out.");
        }
    }

    /// <summary>A judge without a price would spend what nobody counts.</summary>
    private void CheckJudges(ReplayRun run)
    {
        if (run.BudgetUsd is null || run.CostPerCallUsd is not null) return;
        foreach (var measure in run.Measures)
        {
            if (RunMeasures.JudgeOf(measure) is not var (provider, model) || services.Prices.Price(provider, model, RunCalls.Probe, services.Time.GetUtcNow()) is not null) continue;
            throw new ReplayException(
                RunObstacles.UnknownPrice, $"The price of the judge {provider} {model} is not known, so a budget cannot be kept.",
                "Say what to reckon for a call: --cost-per-call.", "Add a price: 'reprise prices --help'.", "Leave the budget out.");
        }
    }

    /// <summary>What calls under way may have cost when the server died: as many as there may be, each the dearest there was.</summary>
    private async Task<decimal> LostAsync(ReplayRun run, CancellationToken cancellationToken)
    {
        await services.Settle(cancellationToken).ConfigureAwait(false);
        var done = await new RunRecord(services.Store).LoadAsync(run, cancellationToken).ConfigureAwait(false);
        return run.Concurrency * (done.LargestCaseUsd ?? run.CostPerCallUsd ?? 0);
    }

    private static ReplayException Invalid(string message) => new(ReplayObstacles.InvalidParameter, message);
}
