using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>Runs whose answers a judge scores: a cent for the replay, a cent for each of the two verdicts.</summary>
public sealed class JudgedRunTests
{
    private const string Judge = """{"type":"judge","model":"openai/small","cache":"off"}""";

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task Judges_are_paid_out_of_the_budget(int concurrency)
    {
        var stage = Stage();
        await stage.RecordAsync(60);
        var run = await stage.RunAsync(new RunRequest { Evaluators = [Judge], BudgetUsd = 0.60m, Concurrency = concurrency });
        run.State.ShouldBe(RunState.BudgetReached);
        run.Counters.SpentUsd.ShouldBe(stage.Provider.Billed);
        stage.Provider.Billed.ShouldBeInRange(0.57m, 0.63m);
        stage.Provider.Asked.Count(static asked => asked.Key.StartsWith("question", StringComparison.Ordinal)).ShouldBeInRange(19, 21);
    }

    [Fact]
    public async Task A_verdict_that_was_paid_for_is_not_paid_again_after_a_kill()
    {
        var stage = Stage();
        await stage.RecordAsync(10);
        // Two cases of three calls each are over; the replay of the third is under way.
        var id = await DieAsync(stage, after: 6);
        var run = await stage.ResumeAsync(id);
        (run.State, run.Counters.Succeeded).ShouldBe((RunState.Done, 10));
        stage.Provider.Calls.Count.ShouldBe(31, "one call was under way when the server died");
    }

    [Fact]
    public async Task What_is_judged_again_after_a_kill_waits_for_room_in_the_budget()
    {
        var stage = Stage();
        await stage.RecordAsync(3);
        // The replay is on record, its judge is under way.
        var id = await DieAsync(stage, after: 1, budget: 0.02m);
        var run = await stage.ResumeAsync(id);
        (run.State, run.PresumedUsd, stage.Provider.Calls.Count).ShouldBe((RunState.BudgetReached, 0.01m, 2), "a cent is spent, and a cent may have been");
    }

    [Fact]
    public async Task A_judge_without_a_price_is_refused_under_a_budget_or_reckoned_as_was_said()
    {
        var stage = Stage();
        await stage.RecordAsync(10);
        const string Unpriced = """{"type":"judge","model":"openai/unpriced","cache":"off"}""";
        (await Should.ThrowAsync<ReplayException>(() => stage.RunAsync(new RunRequest { Evaluators = [Unpriced], BudgetUsd = 1 }))).Code.ShouldBe(RunObstacles.UnknownPrice);
        stage.Provider.Calls.ShouldBeEmpty();
        var run = await stage.RunAsync(new RunRequest { Evaluators = [Unpriced], BudgetUsd = 1, CostPerCallUsd = 0.1m, Concurrency = 1 });
        // A cent and two dimes a case.
        (run.State, run.Counters.SpentUsd, run.Counters.Succeeded).ShouldBe((RunState.BudgetReached, 1.05m, 5));
        (await stage.ResumeAsync(run.Id, new RunResumption { BudgetUsd = 1.1m })).Counters.SpentUsd.ShouldBe(1.26m, "the record says the same");
    }

    [Fact]
    public async Task What_judges_were_asked_is_no_original_of_a_later_run()
    {
        var stage = Stage();
        await stage.RecordAsync(4);
        await stage.RunAsync(new RunRequest { Evaluators = [Judge] });
        (await stage.RunAsync(new RunRequest())).Total.ShouldBe(4);
        (await stage.RunAsync(new RunRequest { Filter = "tag:judge" })).Total.ShouldBe(8, "unless the filter asks for them");
    }

    [Fact]
    public async Task A_run_whose_judge_was_taken_away_cannot_be_resumed_and_does_not_lock_its_project()
    {
        var stage = Stage();
        await stage.RecordAsync(10);
        var id = await DieAsync(stage, after: 6);
        var whole = stage.Services;
        stage.Services = whole with { Evaluators = _ => new Evaluators(StaticEmbedder.Shared, new NoTargets()) };
        (await Should.ThrowAsync<ReplayException>(() => stage.ResumeAsync(id))).Code.ShouldBe(ReplayObstacles.InvalidParameter);
        (await stage.Runs.FindAsync(RunStage.Project, id, RunStage.Cancellation))!.State.ShouldBe(RunState.Interrupted);

        // Taken away between the order and the start.
        stage.Services = whole;
        var begun = await stage.Desk.ResumeAsync(RunStage.Project, id, new RunResumption(), "local", RunStage.Cancellation);
        stage.Services = whole with { Evaluators = _ => new Evaluators(StaticEmbedder.Shared, new NoTargets()) };
        var ended = await stage.LiveAsync(begun);
        (ended.State, ended.EndedAt is null).ShouldBe((RunState.Failed, false));
        ended.Reason.ShouldNotBeNull().ShouldContain("openai");
        (await stage.RunAsync(new RunRequest())).State.ShouldBe(RunState.Done);
    }

    [Fact]
    public async Task A_judge_that_prefers_one_of_two_answers_tells_wins_and_losses()
    {
        var stage = Stage();
        await stage.RecordAsync(6, static i => new FakeReply($"before {i}"));
        var asked = 0;
        // Asked in both orders: the replay is B first and then A.
        stage.Provider.Answer = question => question.StartsWith("question", StringComparison.Ordinal)
            ? new FakeReply("now")
            : new FakeReply($$"""{"reason":"x","winner":"{{(Interlocked.Increment(ref asked) % 2 == 1 ? 'B' : 'A')}}"}""");
        var run = await stage.RunAsync(new RunRequest { Concurrency = 1, Evaluators = ["""{"type":"judge","model":"openai/small","mode":"pairwise","cache":"off"}"""] });
        var report = await new RunReports(stage.Store, stage.Datasets).ReadAsync(run, 20, RunStage.Cancellation);
        (report.Verdict.Wins, report.Verdict.Losses, report.Verdict.KeptShare).ShouldBe((6, 0, 1.0));
        report.Cost.JudgesUsd.ShouldBe(0.12m);
        report.Measures.ShouldHaveSingleItem().IsPairwise.ShouldBeTrue();
    }

    private static RunStage Stage()
    {
        var stage = new RunStage();
        stage.Provider.Answer = static asked => asked.StartsWith("question", StringComparison.Ordinal) ? new FakeReply(asked.ToUpperInvariant()) : new FakeReply("""{"reason":"x","score":4}""");
        return stage;
    }

    /// <summary>Begins a run on a server that dies when so many calls were answered and the next is under way. Returns the run's id.</summary>
    private static async Task<string> DieAsync(RunStage stage, int after, decimal? budget = null)
    {
        var answered = 0;
        var never = new TaskCompletionSource();
        stage.Provider.Wait = () => Interlocked.Increment(ref answered) <= after ? Task.CompletedTask : never.Task;
        var run = await stage.Desk.BeginAsync(RunStage.Project, new RunRequest { Evaluators = [Judge], Concurrency = 1, BudgetUsd = budget }, "local", RunStage.Cancellation);
        _ = new RunLife(stage.Runs, stage.Services with { Time = new ManualTimeProvider(stage.Time.GetUtcNow()) }).LiveAsync(run, CancellationToken.None);
        await Eventually.HoldsAsync("the next call is under way", () => stage.Provider.Calls.Count == after + 1);
        stage.Restart();
        stage.Provider.Wait = static () => Task.CompletedTask;
        return run.Id;
    }

    private sealed class NoTargets : ICallSender
    {
        public IReadOnlyList<CallTarget> Targets => [];

        public Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken) => throw new CallRefusedException("There is nobody.");
    }
}
