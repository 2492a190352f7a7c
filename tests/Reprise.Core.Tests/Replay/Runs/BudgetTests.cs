using Reprise.Replay.Runs;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Runs;

public sealed class BudgetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Spending_keeps_to_its_budget_within_one_call(int concurrency)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var stage = new RunStage();
        await stage.RecordAsync(200, _ => new FakeReply("x", Tokens: random.Next(1, 10)));
        stage.Provider.Answer = asked => new FakeReply(asked, Tokens: 1 + int.Parse(asked.AsSpan("question ".Length), System.Globalization.CultureInfo.InvariantCulture) % 9);

        var run = await stage.RunAsync(new RunRequest { BudgetUsd = 3, Concurrency = concurrency });

        run.State.ShouldBe(RunState.BudgetReached);
        run.Counters.SpentUsd.ShouldBe(stage.Provider.Billed);
        stage.Provider.Billed.ShouldBeInRange(3 - 0.09m, 3 + 0.09m);

        run = await stage.ResumeAsync(run.Id, new RunResumption { BudgetUsd = 4 });
        run.State.ShouldBe(RunState.BudgetReached);
        stage.Provider.Billed.ShouldBeInRange(4 - 0.09m, 4 + 0.09m);
    }

    [Fact]
    public async Task What_was_under_way_when_the_server_died_is_reckoned_as_spent()
    {
        var stage = new RunStage();
        await stage.RecordAsync(100);
        var answered = 0;
        var never = new TaskCompletionSource();
        stage.Provider.Wait = () => Interlocked.Increment(ref answered) <= 10 ? Task.CompletedTask : never.Task;
        var begun = await stage.Desk.BeginAsync(RunStage.Project, new RunRequest { BudgetUsd = 0.50m, Concurrency = 5 }, "local", RunStage.Cancellation);
        _ = new RunLife(stage.Runs, stage.Services).LiveAsync(begun, CancellationToken.None);
        await Eventually.HoldsAsync("the next calls are under way", () => stage.Provider.Calls.Count == 15);
        await Eventually.HoldsAsync("the replays are on record", async () => (await stage.ReplaysAsync(begun.Id)).Count == 10);
        stage.Restart();
        stage.Provider.Wait = static () => Task.CompletedTask;

        var run = await stage.ResumeAsync(begun.Id);

        (run.State, run.PresumedUsd).ShouldBe((RunState.BudgetReached, 0.05m));
        stage.Provider.Billed.ShouldBe(0.45m, "five cents were perhaps paid for calls of which nobody heard");
    }

    [Fact]
    public async Task Without_a_price_a_cost_that_was_said_is_reckoned_for_each_call()
    {
        var stage = new RunStage();
        await stage.RecordAsync(20, model: "unpriced");
        var run = await stage.RunAsync(new RunRequest { BudgetUsd = 1, CostPerCallUsd = 0.1m });
        (run.State, run.Counters.Succeeded, run.Counters.SpentUsd).ShouldBe((RunState.BudgetReached, 10, 1m));
    }

    [Fact]
    public async Task A_case_waits_for_room_while_others_are_under_way_and_is_let_in_alone_while_anything_is_left()
    {
        var budget = new RunBudget(1, 0, largest: 0.4m);
        var first = (await budget.EnterAsync(0.1m, RunStage.Cancellation)).ShouldNotBeNull();
        var second = (await budget.EnterAsync(0.1m, RunStage.Cancellation)).ShouldNotBeNull();
        var third = budget.EnterAsync(0.1m, RunStage.Cancellation).AsTask();
        third.IsCompleted.ShouldBeFalse("three of forty cents are more than a dollar");
        budget.Spend(first, 0.1m);
        budget.Leave(first);
        var place = (await third.WaitAsync(Eventually.Patience, RunStage.Cancellation)).ShouldNotBeNull();
        budget.Spend(second, 0.5m);
        budget.Leave(second);
        budget.Spend(place, 0.3m);
        budget.Leave(place);
        var last = (await budget.EnterAsync(5, RunStage.Cancellation)).ShouldNotBeNull("ten cents are left");
        budget.Spend(last, 5);
        budget.Leave(last);
        (await budget.EnterAsync(0.1m, RunStage.Cancellation)).ShouldBeNull();
        budget.Spent.ShouldBe(5.9m);
    }

    [Fact]
    public async Task Before_a_cost_is_known_one_call_goes_ahead_alone()
    {
        var budget = new RunBudget(1, 0, largest: null);
        var first = (await budget.EnterAsync(0.01m, RunStage.Cancellation)).ShouldNotBeNull();
        var second = budget.EnterAsync(0.01m, RunStage.Cancellation).AsTask();
        second.IsCompleted.ShouldBeFalse();
        budget.Spend(first, 0.3m);
        budget.Leave(first);
        (await second.WaitAsync(Eventually.Patience, RunStage.Cancellation)).ShouldNotBeNull().Bound.ShouldBe(0.3m, "the estimate was thirty times too low");
    }
}
