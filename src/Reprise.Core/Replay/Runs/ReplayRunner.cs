using System.Threading.Channels;
using Reprise.Calls;
using Reprise.Datasets;
using Reprise.Evaluation;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>
/// Replays what a run selects and has not replayed yet: reads originals a page at a time, keeps so many calls under way, compares and scores each answer. What is done
/// is asked of the record, so it makes no difference how an earlier start of the run ended.
/// </summary>
/// <remarks>
/// 1 wait until what was recorded is stored · 2 ask the record what is done · 3 go over the originals until a pass finds none without its replay, since what began
/// before the run may be stored after its page was read. What was replayed and not compared yet is compared on the way.
/// </remarks>
internal sealed class ReplayRunner : IDisposable
{
    private readonly ReplayRun _run;
    private readonly RunServices _services;
    private readonly RunCalls _calls;
    private readonly JudgeCalls _judges;
    private readonly RunScorer _scorer;
    private readonly RunFacts _facts;
    private readonly RunPace _pace;
    private readonly RunProgress _progress = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly bool _hasJudges;
    private RunDone _done = new();
    private RunBudget _budget = new(null, 0, null);
    private (RunState State, string? Reason)? _end;

    /// <exception cref="FormatException">An evaluator of the run is wrong.</exception>
    public ReplayRunner(ReplayRun run, RunServices services)
    {
        (_run, _services) = (run, services);
        _calls = new RunCalls(run, services);
        _judges = new JudgeCalls(services.Sender, run.Id);
        _scorer = new RunScorer(RunMeasures.Create(run.Evaluators, run.Project, services.Evaluators(_judges)), services.Time);
        _hasJudges = run.Measures.Any(static measure => RunMeasures.JudgeOf(measure) is not null);
        _facts = new RunFacts(services.Store, services.Time);
        _pace = new RunPace(run.RatePerMinute, services.Time);
    }

    public RunCounters Counters => _progress.Snapshot(_budget.Spent);

    /// <summary>What broke the run, if it was nothing that is expected to go wrong.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Starts no more calls; those under way are waited for.</summary>
    public void Stop(RunState state, string? reason)
    {
        lock (_lock) _end ??= (state, reason);
        _ending.Cancel();
    }

    /// <summary>Stores what was found out so far, if the store can be reached.</summary>
    public Task FlushAsync() => _facts.TryFlushAsync();

    /// <summary>Works until nothing is left, somebody stops it, or it cannot go on.</summary>
    public async Task<(RunState State, string? Reason)> RunAsync()
    {
        await GuardAsync(async () =>
        {
            // 1. and 2.
            if (!await _services.Settle(_ending.Token).ConfigureAwait(false))
            {
                Stop(RunState.Failed, "The store cannot be reached, so nobody knows what is done. Resume the run when it is back.");
                return;
            }

            _done = await new RunRecord(_services.Store).LoadAsync(_run, _ending.Token).ConfigureAwait(false);
            _progress.Begin(_done);
            _budget = new RunBudget(_run.BudgetUsd, _done.SpentUsd + _run.PresumedUsd, _done.LargestCaseUsd);

            // 3.
            while (!_ending.IsCancellationRequested && await PassAsync().ConfigureAwait(false) > 0) { }
        }).ConfigureAwait(false);
        await GuardAsync(_facts.FlushAsync).ConfigureAwait(false);
        lock (_lock) return _end ?? (RunState.Done, null);
    }

    public void Dispose()
    {
        _facts.Dispose();
        _ending.Dispose();
    }

    /// <summary>Goes over all cases once. Returns how many were not seen before.</summary>
    private async Task<long> PassAsync()
    {
        var work = Channel.CreateBounded<(RunCase Case, InteractionId? Replayed)>(new BoundedChannelOptions(_run.Concurrency) { SingleWriter = true });
        var workers = Enumerable.Range(0, _run.Concurrency).Select(_ => WorkAsync(work.Reader)).ToArray();
        long found = 0;
        try
        {
            await foreach (var item in new RunCases(_services.Store, _services.Datasets).ReadAsync(_run, _ending.Token).ConfigureAwait(false))
            {
                var isNew = !_done.Keys.Contains(item.Key);
                if (isNew && _run.Source.Limit <= _done.Keys.Count) break;
                InteractionId? replayed = null;
                if (isNew)
                {
                    _done.Keys.Add(item.Key);
                    found++;
                }
                else if (_done.Unscored.Remove(item.Key, out var replay))
                {
                    replayed = replay;
                }
                else
                {
                    continue;
                }

                await work.Writer.WriteAsync((item, replayed), _ending.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            work.Writer.Complete();
            await Task.WhenAll(workers).ConfigureAwait(false);
        }

        return found;
    }

    private async Task WorkAsync(ChannelReader<(RunCase Case, InteractionId? Replayed)> work)
    {
        await foreach (var (item, replayed) in work.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_ending.IsCancellationRequested) continue;
            await GuardAsync(() => replayed is { } replay ? ScoreAgainAsync(item, replay) : ReplayAsync(item)).ConfigureAwait(false);
        }
    }

    private async Task ReplayAsync(RunCase item)
    {
        // 1. Make the call.
        if (await OriginalAsync(item).ConfigureAwait(false) is not { } original)
        {
            _progress.AddSkipped(ReplayObstacles.NotFound);
            return;
        }

        OutgoingCall call;
        try
        {
            call = _calls.Build(item, original);
        }
        catch (ReplayException e)
        {
            _progress.AddSkipped(e.Code);
            return;
        }

        // 2. Wait for room in the budget.
        var estimate = _calls.EstimateOf(original, call.Provider, _run.Changes.Model ?? original.Interaction.Model);
        if (estimate is null && _run.BudgetUsd is not null)
        {
            _progress.AddSkipped(RunObstacles.UnknownPrice);
            return;
        }

        if (await _budget.EnterAsync(estimate ?? 0, _ending.Token).ConfigureAwait(false) is not { } place)
        {
            StopWithoutBudget();
            return;
        }

        // 3. Send it, and 4. say what came of it.
        try
        {
            if (await SendAsync(call, place).ConfigureAwait(false) is not { } replay) return;
            await ScoreAsync(item, original, replay, place).ConfigureAwait(false);
        }
        finally
        {
            _budget.Leave(place);
        }
    }

    /// <summary>The answer, after further attempts where the provider asked for patience; null when the call could not be made.</summary>
    private async Task<RecordedInteraction?> SendAsync(OutgoingCall call, RunBudget.Place place)
    {
        for (var attempt = 0; ; attempt++)
        {
            await _pace.WaitAsync(_ending.Token).ConfigureAwait(false);
            RecordedInteraction answer;
            try
            {
                // Once it is on its way it is paid for, so nothing takes it back.
                answer = await _services.Sender.SendAsync(call, CancellationToken.None).ConfigureAwait(false);
            }
            catch (CallRefusedException e)
            {
                StopAfter(_progress.AddRefused(RunObstacles.CallRefused), e.Message);
                return null;
            }

            _budget.Spend(place, RunRecord.CostOf(answer.Interaction, _run.CostPerCallUsd) ?? Math.Max(place.Bound, _budget.Largest));
            if (attempt < RunLimits.MostRetries && _calls.PauseAfter(answer, attempt) is { } pause)
            {
                _progress.AddRetry();
                _pace.Pause(pause);
                continue;
            }

            var replay = answer.Interaction;
            StopAfter(_progress.Add(replay.Status == InteractionStatus.Success), $"the last one with {replay.ErrorCode ?? Words.Of(replay.Status)}");
            return answer;
        }
    }

    private void StopWithoutBudget() => Stop(RunState.BudgetReached, "The budget is spent. Resume the run with a larger one to go on.");

    private void StopAfter(int failures, string last)
    {
        if (failures >= RunLimits.FailuresInARow) Stop(RunState.Failed, $"{failures} calls failed one after another, {last}. What failed is made again by resuming with --retry-failed.");
    }

    private async Task ScoreAgainAsync(RunCase item, InteractionId replayId)
    {
        if (await OriginalAsync(item).ConfigureAwait(false) is not { } original) return;
        if (await _services.Store.FindAsync(_run.Project, replayId, _ending.Token).ConfigureAwait(false) is not { } replay) return;
        if (!_hasJudges)
        {
            await ScoreAsync(item, original, replay, new RunBudget.Place(0, 0)).ConfigureAwait(false);
            return;
        }

        // Judges are paid again, where they are asked again.
        if (await _budget.EnterAsync(0, _ending.Token).ConfigureAwait(false) is not { } place)
        {
            StopWithoutBudget();
            return;
        }

        try
        {
            await ScoreAsync(item, original, replay, place).ConfigureAwait(false);
        }
        finally
        {
            _budget.Leave(place);
        }
    }

    private async Task ScoreAsync(RunCase item, RecordedInteraction original, RecordedInteraction replay, RunBudget.Place place)
    {
        _judges.PaidBy = call => _budget.Spend(place, RunRecord.CostOf(call, _run.CostPerCallUsd) ?? Math.Max(place.Bound, _budget.Largest));
        var facts = await _scorer.ScoreAsync(original, replay, item.Case?.Expected, item.Original is not null, CancellationToken.None).ConfigureAwait(false);
        await _facts.AddAsync(facts).ConfigureAwait(false);
        // A verdict that a kill takes away would be paid twice.
        if (_hasJudges) await _facts.TryFlushAsync().ConfigureAwait(false);
    }

    private async Task<RecordedInteraction?> OriginalAsync(RunCase item)
    {
        if (item.Original is { } id) return await _services.Store.FindAsync(_run.Project, id, _ending.Token).ConfigureAwait(false);
        return item.Case?.Request is null ? null : RunCalls.OriginalOf(item, _run.Project, _run.CreatedAt);
    }

    /// <summary>Whatever goes wrong ends the run and not the server.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // It was waiting and need not any more.
        }
        catch (Exception e) when (e is StoreException or ReplayException or DatasetException)
        {
            Stop(RunState.Failed, e.Message);
        }
        catch (Exception e)
        {
            Fault ??= e;
            Stop(RunState.Failed, $"Something went wrong here ({e.GetType().Name}); the server's log has it.");
        }
    }
}
