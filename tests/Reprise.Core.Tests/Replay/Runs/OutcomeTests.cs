using System.Text;
using System.Xml.Linq;
using Reprise.Interactions;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>What counts as better, as good, worse, or as nothing that can be told; the same in all forms of a report.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData("same")]
    [InlineData("lexical")]
    [InlineData("exact")]
    public async Task A_likeness_is_a_mean_and_neither_won_nor_lost(string evaluator)
    {
        var stage = new RunStage();
        await stage.RecordAsync(10, static i => new FakeReply(i == 0 ? "QUESTION 0" : "what was said before"));
        var run = await stage.RunAsync(new RunRequest { Evaluators = [evaluator] });
        var report = await ReportAsync(stage, run);

        (report.Verdict.Wins, report.Verdict.Losses, report.Verdict.Ties, report.Verdict.PValue, report.Verdict.Score).ShouldBe((0, 0, 0, null, null));
        var measure = report.Measures.ShouldHaveSingleItem();
        (measure.Wins, measure.Losses, measure.Ties, measure.PValue, measure.Paired, measure.Scored).ShouldBe((0, 0, 0, null, null, 10));
        measure.Mean!.Value.ShouldBeInRange(0.1, 0.6);
        // Nine changed, and nobody says that it was for the better: share, worst list and JUnit agree.
        report.Verdict.KeptShare.ShouldBe(0.1);
        report.Worst.Count.ShouldBe(9);
        (await FailuresAsync(stage, run)).ShouldBe((10, 9, 0));
    }

    [Fact]
    public async Task Answers_that_are_all_the_same_win_nothing()
    {
        var stage = new RunStage();
        await stage.RecordAsync(10);
        var report = await ReportAsync(stage, await stage.RunAsync(new RunRequest { Evaluators = ["same"] }));
        (report.Verdict.Wins, report.Verdict.KeptShare, report.Verdict.PValue, report.Measures[0].Mean).ShouldBe((0, 1.0, null, 1.0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("contains:QUESTION")]
    public async Task An_answer_where_there_was_none_is_a_win_and_of_two_failures_nobody_can_tell(string? evaluator)
    {
        var stage = new RunStage();
        await stage.RecordAsync(6, static i => i < 4 ? new FakeReply("", Status: 500) : new FakeReply($"QUESTION {i}"));
        stage.Provider.Answer = static asked => asked is "question 0" or "question 5" ? new FakeReply("", Status: 500) : new FakeReply(asked.ToUpperInvariant());
        var run = await stage.RunAsync(new RunRequest { Evaluators = evaluator is null ? null : [evaluator] });
        var report = await ReportAsync(stage, run);

        (report.Verdict.Wins, report.Counts.Failed, report.Counts.Untold).ShouldBe((3, 1, 1));
        report.Verdict.KeptShare.ShouldBe(4.0 / 5);
        report.Worst.ShouldHaveSingleItem().Outcome.ShouldBe(RunOutcome.Failed);
        (await FailuresAsync(stage, run)).ShouldBe((6, 1, 1));
    }

    [Fact]
    public void What_is_not_compared_yet_did_not_change()
    {
        var original = new Interaction { Id = InteractionId.New(TimeProvider.System), Project = "shop", Timestamp = DateTimeOffset.UnixEpoch, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "opaque" };
        var row = new ReplayRow { Id = original.Id, Succeeded = true, Counts = true, Same = null, Scores = [], Originals = [] };
        var pair = RunPair.Of("x", original, row, []);
        (pair.Outcome, pair.IsWorse, pair.IsKept).ShouldBe((RunOutcome.Untold, false, false));
        RunPair.Of("x", original with { Status = InteractionStatus.Cancelled }, row with { Same = false }, []).Outcome.ShouldBe(RunOutcome.Untold);
    }

    [Fact]
    public async Task Facts_of_others_are_not_taken_for_the_comparison()
    {
        var stage = new RunStage();
        await stage.RecordAsync(1);
        var run = await stage.RunAsync(new RunRequest());
        var replay = (await stage.ReplaysAsync(run.Id))[0].Interaction.Id;
        var fact = new Fact
        {
            FactId = InteractionId.New(stage.Time), InteractionId = replay, Project = RunStage.Project, Kind = FactKind.Evaluation, Timestamp = stage.Time.GetUtcNow(), Name = "replay_same", Value = 0, Author = "somebody",
        };
        await stage.Store.AppendAsync(new() { Facts = [fact] }, RunStage.Cancellation);
        (await ReportAsync(stage, run)).Counts.Same.ShouldBe(1);
    }

    private static Task<RunReport> ReportAsync(RunStage stage, ReplayRun run) => new RunReports(stage.Store, stage.Datasets).ReadAsync(run, 20, RunStage.Cancellation);

    private static async Task<(int? Tests, int? Failures, int? Skipped)> FailuresAsync(RunStage stage, ReplayRun run)
    {
        using var output = new MemoryStream();
        await new RunReports(stage.Store, stage.Datasets).WriteJUnitAsync(run, output, RunStage.Cancellation);
        var suite = XDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).Root!.Element("testsuite")!;
        suite.Descendants("failure").Count().ShouldBe((int)suite.Attribute("failures")!);
        suite.Descendants("skipped").Count().ShouldBe((int)suite.Attribute("skipped")!);
        return ((int?)suite.Attribute("tests"), (int?)suite.Attribute("failures"), (int?)suite.Attribute("skipped"));
    }
}
