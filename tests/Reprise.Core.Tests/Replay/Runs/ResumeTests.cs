using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Runs;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_run_whose_server_died_shows_as_interrupted_and_goes_on_where_it_was_once_it_is_told_to()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(50);
        var id = await DieAsync(stage, after: 20, new RunRequest { Concurrency = 4 });

        var seen = (await stage.Runs.FindAsync(RunStage.Project, id, RunStage.Cancellation)).ShouldNotBeNull();
        seen.State.ShouldBe(RunState.Interrupted);
        (await stage.Runs.ListAsync(RunStage.Project, RunStage.Cancellation)).Single().State.ShouldBe(RunState.Interrupted);
        stage.Provider.Wait = static () => Task.CompletedTask;
        var before = stage.Provider.Calls.Count;

        var run = await stage.ResumeAsync(id);

        run.State.ShouldBe(RunState.Done);
        (await stage.ReplaysAsync(id)).Select(static replay => replay.Interaction.Replay!.Of!.Value).ShouldBe(originals, ignoreOrder: true, "none twice, none missing");
        before.ShouldBe(24);
        stage.Provider.Calls.Count.ShouldBe(54, "the four calls under way were made again, and no other");
    }

    [Fact]
    public async Task What_was_replayed_but_not_compared_when_the_server_died_is_compared_when_it_goes_on()
    {
        var stage = new RunStage();
        await stage.RecordAsync(10);
        var id = await DieAsync(stage, after: 5, new RunRequest { Concurrency = 1 });
        (await stage.ReplaysAsync(id)).ShouldAllBe(static replay => replay.Facts.Count == 0, "facts are stored in batches");
        stage.Provider.Wait = static () => Task.CompletedTask;

        await stage.ResumeAsync(id);

        (await stage.ReplaysAsync(id)).ShouldAllBe(static replay => replay.Facts.Count(fact => fact.Name == "replay_same") == 1);
        stage.Provider.Calls.Count.ShouldBe(11);
    }

    [Fact]
    public async Task Stopping_waits_for_calls_under_way_and_starts_no_more()
    {
        var time = new ManualTimeProvider();
        var stage = new RunStage(time);
        await stage.RecordAsync(50);
        var gate = new TaskCompletionSource();
        stage.Provider.Wait = () => gate.Task;
        var run = await stage.Desk.BeginAsync(RunStage.Project, new RunRequest { Concurrency = 3 }, "local", RunStage.Cancellation);
        var living = stage.LiveAsync(run);
        await Eventually.HoldsAsync("three calls are under way", () => stage.Provider.Calls.Count == 3);

        time.Advance(TimeSpan.FromSeconds(1));
        await stage.Desk.StopAsync(RunStage.Project, run.Id, "local", RunStage.Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync("its owner has heard, and waits for its next heartbeat", () => time.WaitingTimerCount == 1);
        gate.SetResult();
        var ended = await living;

        ended.State.ShouldBe(RunState.Stopped);
        (stage.Provider.Calls.Count, ended.Counters.Succeeded).ShouldBe((3, 3));
        (await stage.ResumeAsync(run.Id)).State.ShouldBe(RunState.Done);
        stage.Provider.Asked.Values.ShouldAllBe(static count => count == 1);
        var audit = await stage.Settings.AuditAsync(new AuditQuery { Action = "replay.*" }, RunStage.Cancellation);
        audit.Entries.Select(static entry => entry.Action).ShouldBe(["replay.run.resume", "replay.run.stop", "replay.run.start"]);
    }

    [Fact]
    public async Task A_server_that_shuts_down_finishes_its_calls_and_leaves_the_run_interrupted()
    {
        var stage = new RunStage();
        await stage.RecordAsync(50);
        var gate = new TaskCompletionSource();
        stage.Provider.Wait = () => gate.Task;
        using var shutdown = new CancellationTokenSource();
        var living = stage.LiveAsync(await stage.Desk.BeginAsync(RunStage.Project, new RunRequest { Concurrency = 3 }, "local", RunStage.Cancellation), shutdown.Token);
        await Eventually.HoldsAsync("three calls are under way", () => stage.Provider.Calls.Count == 3);
        await shutdown.CancelAsync();
        gate.SetResult();
        var run = await living;
        (run.State, run.Counters.Succeeded, stage.Provider.Calls.Count).ShouldBe((RunState.Interrupted, 3, 3));
    }

    [Fact]
    public async Task A_run_of_a_server_elsewhere_is_left_to_it_until_its_heart_has_stopped()
    {
        var time = new ManualTimeProvider();
        var stage = new RunStage(time);
        await stage.RecordAsync(1);
        var elsewhere = new ReplayRuns(stage.Settings, RunOwner.Of("there", time), time);
        var run = await new RunDesk(elsewhere, stage.Services).BeginAsync(RunStage.Project, new RunRequest(), "local", RunStage.Cancellation);

        time.Advance(RunLimits.Lease);
        (await Should.ThrowAsync<ReplayException>(() => stage.ResumeAsync(run.Id))).Code.ShouldBe(RunObstacles.RunRunning);
        (await Should.ThrowAsync<ReplayException>(() => stage.RunAsync(new RunRequest()))).Code.ShouldBe(RunObstacles.RunRunning);
        time.Advance(TimeSpan.FromSeconds(1));
        (await stage.ResumeAsync(run.Id)).State.ShouldBe(RunState.Done);
    }

    [Fact]
    public async Task A_server_whose_run_was_taken_over_starts_no_more_calls_and_leaves_the_setting_alone()
    {
        var time = new ManualTimeProvider();
        var stage = new RunStage(time);
        await stage.RecordAsync(50);
        var gate = new TaskCompletionSource();
        stage.Provider.Wait = () => gate.Task;
        var settings = new WatchedSettings(stage.Settings);
        var ours = new ReplayRuns(settings, RunOwner.Of("there", time), time);
        var run = await new RunDesk(ours, stage.Services).BeginAsync(RunStage.Project, new RunRequest { Concurrency = 2 }, "local", RunStage.Cancellation);
        var first = new RunLife(ours, stage.Services).LiveAsync(run, CancellationToken.None);
        await Eventually.HoldsAsync("two calls are under way", () => stage.Provider.Calls.Count == 2);
        time.Set(time.GetUtcNow() + RunLimits.Lease + TimeSpan.FromSeconds(1));
        var taken = await stage.Desk.ResumeAsync(RunStage.Project, run.Id, new RunResumption(), "local", RunStage.Cancellation);

        time.Advance(RunLimits.Heartbeat);
        await Eventually.HoldsAsync("it has seen whose run it is", () => settings.Finds == 1);
        gate.SetResult();
        (await first).Run.Owner.ShouldBe(taken.Owner);

        stage.Provider.Calls.Count.ShouldBe(2);
        (await stage.LiveAsync(taken)).State.ShouldBe(RunState.Done);
        stage.Provider.Asked.Values.ShouldAllBe(static count => count == 1);
    }

    /// <summary>Begins a run on a server that dies when so many replays are on record and the next are under way. Returns the run's id.</summary>
    private static async Task<string> DieAsync(RunStage stage, int after, RunRequest request)
    {
        var answered = 0;
        var never = new TaskCompletionSource();
        stage.Provider.Wait = () => Interlocked.Increment(ref answered) <= after ? Task.CompletedTask : never.Task;
        var run = await stage.Desk.BeginAsync(RunStage.Project, request, "local", RunStage.Cancellation);
        // A store and a clock of its own, whose last words are lost with it: no facts and no heartbeat come from the dead.
        var dying = stage.Services with { Time = new ManualTimeProvider(stage.Time.GetUtcNow()) };
        _ = new RunLife(stage.Runs, dying).LiveAsync(run, CancellationToken.None);
        await Eventually.HoldsAsync("the next calls are under way", () => stage.Provider.Calls.Count == after + request.Concurrency);
        await Eventually.HoldsAsync("the replays are on record", async () => (await stage.ReplaysAsync(run.Id)).Count == after);
        stage.Restart();
        return run.Id;
    }
}
