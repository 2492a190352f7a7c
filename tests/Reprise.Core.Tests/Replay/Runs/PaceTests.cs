using Reprise.Replay.Runs;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Runs;

public sealed class PaceTests
{
    [Fact]
    public async Task Calls_start_evenly_over_a_minute()
    {
        var time = new ManualTimeProvider();
        var pace = new RunPace(30, time);
        await pace.WaitAsync(RunStage.Cancellation);
        var waiting = Enumerable.Range(0, 3).Select(_ => pace.WaitAsync(RunStage.Cancellation)).ToArray();
        for (var turn = 0; turn < 3; turn++)
        {
            await Eventually.HoldsAsync("the others wait", () => time.WaitingTimerCount == 3 - turn);
            time.Advance(TimeSpan.FromSeconds(1.9));
            waiting.Count(static wait => wait.IsCompleted).ShouldBe(turn);
            time.Advance(TimeSpan.FromSeconds(0.1));
            var due = turn + 1;
            await Eventually.HoldsAsync("one more has started", () => waiting.Count(static wait => wait.IsCompleted) == due);
        }
    }

    [Fact]
    public async Task A_call_refused_as_one_too_many_is_made_again_when_the_provider_wants_it_and_all_others_wait_too()
    {
        var time = new ManualTimeProvider();
        var stage = new RunStage(time);
        var originals = await stage.RecordAsync(2);
        var refused = false;
        stage.Provider.Answer = asked =>
        {
            if (refused) return new FakeReply(asked);
            refused = true;
            return new FakeReply("", Status: 429, RetryAfter: "30");
        };
        var living = stage.RunAsync(new RunRequest { Concurrency = 1 });
        await Eventually.HoldsAsync("it was refused", () => stage.Provider.Calls.Count == 1);
        await Eventually.HoldsAsync("it waits, beside the heartbeat", () => time.WaitingTimerCount == 2);
        time.Advance(TimeSpan.FromSeconds(29.9));
        stage.Provider.Calls.Count.ShouldBe(1);
        while (!living.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var run = await living;
        (run.State, run.Counters.Succeeded, run.Counters.Failed, run.Counters.Retried).ShouldBe((RunState.Done, 2, 0, 1));
        stage.Provider.Asked["question 0"].ShouldBe(2);
        originals.Count.ShouldBe(2);
    }
}
