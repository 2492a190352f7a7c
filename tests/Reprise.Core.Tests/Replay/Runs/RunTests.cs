using Reprise.Datasets;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Runs;

public sealed class RunTests
{
    [Fact]
    public async Task Each_selected_original_gets_one_replay_that_names_it_and_the_run()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(30);
        await stage.RecordAsync(5, model: "large", from: 100);

        var run = await stage.RunAsync(new RunRequest { Filter = "model:small", Model = "large" });

        run.State.ShouldBe(RunState.Done);
        (run.Total, run.Counters.Succeeded, run.Counters.Failed, run.Counters.Skipped).ShouldBe((30, 30, 0, 0));
        var replays = await stage.ReplaysAsync(run.Id);
        replays.Select(static replay => replay.Interaction.Replay!.Of!.Value).ShouldBe(originals, ignoreOrder: true);
        replays.ShouldAllBe(static replay => replay.Interaction.Model == "large" && replay.Interaction.SessionId == null);
        stage.Provider.MostUnderWay.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task What_comes_after_the_start_and_what_is_a_replay_does_not_join()
    {
        var stage = new RunStage();
        await stage.RecordAsync(3);
        var first = await stage.RunAsync(new RunRequest());

        var second = await stage.RunAsync(new RunRequest());

        second.Total.ShouldBe(3, "replays of the first run are none of the second");
        (await stage.ReplaysAsync(second.Id)).Count.ShouldBe(3);
        (await stage.RunAsync(new RunRequest { Filter = $"replay_run:{first.Id}" })).Total.ShouldBe(3, "unless the filter asks for them");
        (await stage.RunAsync(new RunRequest { Filter = "-tag:replay_x" })).Total.ShouldBe(3, "a word that looks like the field's name asks for nothing");
        (await stage.RunAsync(new RunRequest { Filter = "-replay_run:none" })).Total.ShouldBe(3, "nor does what is kept out");
    }

    [Fact]
    public async Task An_original_that_is_stored_late_is_not_missed()
    {
        var stage = new RunStage();
        await stage.RecordAsync(3, from: 10);
        var late = false;
        stage.Provider.Wait = async () =>
        {
            if (late) return;
            late = true;
            await stage.RecordAsync(1, from: 0);
        };

        var run = await stage.RunAsync(new RunRequest { Concurrency = 1 });

        stage.Provider.Asked.Keys.ShouldBe(["question 0", "question 10", "question 11", "question 12"], ignoreOrder: true);
        run.State.ShouldBe(RunState.Done);
    }

    [Fact]
    public async Task A_limit_takes_the_oldest()
    {
        var stage = new RunStage();
        await stage.RecordAsync(10);
        var run = await stage.RunAsync(new RunRequest { Limit = 3 });
        stage.Provider.Asked.Keys.ShouldBe(["question 0", "question 1", "question 2"], ignoreOrder: true);
        run.Total.ShouldBe(3);
    }

    [Fact]
    public async Task Each_replay_is_compared_and_the_comparison_is_a_fact_about_it()
    {
        var stage = new RunStage();
        await stage.RecordAsync(2, i => new FakeReply(i == 0 ? "QUESTION 0" : "something else"));
        var run = await stage.RunAsync(new RunRequest { Concurrency = 1 });
        var same = (await stage.ReplaysAsync(run.Id)).Select(static replay => FactFold.Of(replay.Facts).Scores["replay_same"]);
        same.ShouldBe([1, 0]);
    }

    [Fact]
    public async Task Cases_of_a_dataset_are_replayed_with_their_own_request_or_that_of_their_interaction_and_are_found_again_by_name()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(1);
        var request = new DatasetRequest("openai", "/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"from a file"}]}""");
        stage.Datasets.Add("support", new DatasetCase { CaseId = "recorded", InteractionId = originals[0] }, new DatasetCase { CaseId = "line 7", Request = request });

        var run = await stage.RunAsync(new RunRequest { Dataset = "support" });

        run.Source.DatasetVersion.ShouldBe(1);
        stage.Provider.Asked.Keys.ShouldBe(["question 0", "from a file"], ignoreOrder: true);
        var replays = await stage.ReplaysAsync(run.Id);
        replays.Select(static replay => replay.Interaction.Metadata).ShouldBe(["""{"case_id":"recorded"}""", """{"case_id":"line 7"}"""], ignoreOrder: true);
        replays.Single(replay => replay.Interaction.Metadata!.Contains("line", StringComparison.Ordinal)).Interaction.Replay.ShouldBe(new ReplayOrigin(null, run.Id));
        await stage.Settings.PutAsync(new Setting { Project = RunStage.Project, Kind = ReplayRun.SettingKind, Key = run.Id, Value = RunJson.Write(run with { State = RunState.Stopped }) }, null, null, RunStage.Cancellation);
        await stage.ResumeAsync(run.Id);
        stage.Provider.Calls.Count.ShouldBe(2, "nothing was left to do");
    }

    [Fact]
    public async Task A_run_over_a_dataset_that_was_removed_is_not_resumed_and_its_report_says_so()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(2);
        stage.Datasets.Add("support", new DatasetCase { CaseId = "one", InteractionId = originals[0] }, new DatasetCase { CaseId = "two", InteractionId = originals[1] });
        var run = await stage.RunAsync(new RunRequest { Dataset = "support" });
        stage.Datasets.Remove("support");

        (await Should.ThrowAsync<ReplayException>(() => stage.ResumeAsync(run.Id))).Code.ShouldBe(RunObstacles.DatasetGone);
        var report = await new RunReports(stage.Store, stage.Datasets).ReadAsync(run, 20, RunStage.Cancellation);
        report.Note.ShouldNotBeNull().ShouldContain("removed");
        (report.Counts.Replayed, report.Counts.Same).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_dataset_that_is_removed_before_its_cases_are_read_ends_the_run_as_failed()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(1);
        stage.Datasets.Add("support", new DatasetCase { CaseId = "one", InteractionId = originals[0] });
        var begun = await stage.Desk.BeginAsync(RunStage.Project, new RunRequest { Dataset = "support" }, "local", RunStage.Cancellation);
        stage.Datasets.Remove("support");
        var run = await stage.LiveAsync(begun);
        run.State.ShouldBe(RunState.Failed);
        run.Reason.ShouldNotBeNull().ShouldContain("dataset");
        stage.Provider.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_replayed_is_counted_by_its_reason()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(3);
        var stripped = (await stage.Store.FindAsync(RunStage.Project, originals[1], RunStage.Cancellation))!;
        await stage.Store.DropBodiesAsync(new() { Project = RunStage.Project, From = stripped.Interaction.Timestamp, To = stripped.Interaction.Timestamp.AddMilliseconds(1) }, RunStage.Cancellation);
        var run = await stage.RunAsync(new RunRequest());
        run.State.ShouldBe(RunState.Done);
        (run.Counters.Succeeded, run.Counters.Skipped).ShouldBe((2, 1));
        run.Counters.SkippedBy.Values.ShouldBe([1]);
    }

    [Fact]
    public async Task Twenty_failures_in_a_row_end_a_run_and_resuming_makes_them_again_when_asked_to()
    {
        var stage = new RunStage();
        await stage.RecordAsync(40);
        stage.Provider.Answer = static _ => new FakeReply("", Status: 500);
        var run = await stage.RunAsync(new RunRequest { Concurrency = 1 });
        (run.State, run.Counters.Failed, stage.Provider.Calls.Count).ShouldBe((RunState.Failed, 20, 20));
        run.Reason.ShouldNotBeNull().ShouldContain("no_luck");

        stage.Provider.Answer = static asked => new FakeReply(asked);
        run = await stage.ResumeAsync(run.Id);
        (run.State, run.Counters.Failed, run.Counters.Succeeded).ShouldBe((RunState.Done, 20, 20));
        run = await stage.ResumeAsync(run.Id, new RunResumption { RetryFailed = true });
        (run.State, run.Counters.Failed, run.Counters.Succeeded).ShouldBe((RunState.Done, 0, 40));
        stage.Provider.Calls.Count.ShouldBe(60);
    }

    [Fact]
    public async Task Orders_that_make_no_sense_are_refused_before_anything_is_sent()
    {
        var stage = new RunStage();
        await stage.RecordAsync(1, model: "unpriced");
        await RefusedAsync(new RunRequest { Filter = "modle:x" }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { Filter = "model:none" }, RunObstacles.NothingSelected);
        await RefusedAsync(new RunRequest { Dataset = "none" }, ReplayObstacles.NotFound);
        await RefusedAsync(new RunRequest { Filter = "", Dataset = "none" }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { Concurrency = 65 }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { RatePerMinute = double.NaN }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { BudgetUsd = 0 }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { Limit = 0 }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { Provider = "nobody" }, ReplayObstacles.UnknownProvider);
        await RefusedAsync(new RunRequest { BudgetUsd = 1 }, RunObstacles.UnknownPrice);
        await RefusedAsync(new RunRequest { Evaluators = ["""{"type":"exact","name":"replay_same"}"""] }, ReplayObstacles.InvalidParameter);
        await RefusedAsync(new RunRequest { Evaluators = ["""{"type":"exact","name":"exact_original"}"""] }, ReplayObstacles.InvalidParameter);
        stage.Provider.Calls.ShouldBeEmpty();
        (await stage.Runs.ListAsync(RunStage.Project, RunStage.Cancellation)).ShouldBeEmpty();

        async Task RefusedAsync(RunRequest request, string code) => (await Should.ThrowAsync<ReplayException>(() => stage.RunAsync(request))).Code.ShouldBe(code, request.ToString());
    }
}
