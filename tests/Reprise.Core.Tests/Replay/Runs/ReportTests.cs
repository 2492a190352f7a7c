using System.Text;
using System.Xml.Linq;
using Reprise.Interactions;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Store;

namespace Reprise.Core.Tests.Replay.Runs;

public sealed class ReportTests
{
    [Fact]
    public async Task Without_evaluators_the_comparison_alone_counts()
    {
        var stage = new RunStage();
        await stage.RecordAsync(10, i => new FakeReply(i < 7 ? $"QUESTION {i}" : "another answer", LatencyMs: 50 + i));
        var report = await ReportAsync(stage, new RunRequest { Model = "large" });

        (report.Counts.Originals, report.Counts.Replayed, report.Counts.Same, report.Counts.Changed, report.Counts.Missing).ShouldBe((10, 10, 7, 3, 0));
        (report.Verdict.Wins, report.Verdict.Losses, report.Verdict.Ties, report.Verdict.KeptShare, report.Verdict.PValue).ShouldBe((0, 0, 7, 0.7, null));
        (report.Latency.Pairs, report.Latency.OriginalP50, report.Latency.OriginalP95, report.Latency.ReplayP95).ShouldBe((10, 54, 59, 100));
        (report.Cost.OriginalUsd, report.Cost.ReplayUsd, report.Tokens.ReplayPrompt, report.Tokens.ReplayCompletion).ShouldBe((0.1m, 0.1m, 100, 10));
        report.Worst.Select(static pair => pair.Outcome).ShouldBe([RunOutcome.Changed, RunOutcome.Changed, RunOutcome.Changed]);
        report.Worst[0].Original.ShouldBe("another answer");
    }

    [Fact]
    public async Task With_evaluators_better_scores_win_worse_ones_lose_and_equal_ones_tie()
    {
        var stage = new RunStage();
        // The evaluator likes "good": of 12 originals 2 are, of their replays 9 are, one is in both.
        await stage.RecordAsync(12, i => new FakeReply(i is 0 or 11 ? "good" : "bad"));
        stage.Provider.Answer = static asked => new FakeReply(Number(asked) is >= 1 and <= 8 or 11 ? "good" : "bad");
        var report = await ReportAsync(stage, new RunRequest { Evaluators = ["contains:good"] });

        (report.Verdict.Wins, report.Verdict.Losses, report.Verdict.Ties).ShouldBe((8, 1, 3));
        report.Verdict.KeptShare.ShouldBe(11.0 / 12);
        report.Verdict.WinShare.ShouldBe(8.0 / 9);
        report.Verdict.PValue!.Value.ShouldBe(20.0 / 512, 1e-12);
        report.Verdict.WinShareLower!.Value.ShouldBe(0.5650, 0.0001);
        var score = report.Verdict.Score.ShouldNotBeNull();
        (score.Pairs, Math.Round(score.Original, 6), Math.Round(score.Replay, 6)).ShouldBe((12, Math.Round(2.0 / 12, 6), 0.75));
        // Differences: eight 1, one −1, three 0; sample deviation 0.66856, t(11) = 2.20099.
        score.Difference.ShouldBe(7.0 / 12, 1e-12);
        score.Lower!.Value.ShouldBe(7.0 / 12 - 0.42479, 0.0005);
        var measure = report.Measures.ShouldHaveSingleItem();
        (measure.Name, measure.Wins, measure.Losses, measure.Ties, measure.Scored, measure.Mean).ShouldBe(("contains", 8, 1, 3, 12, 0.75));
        var worst = report.Worst.ShouldHaveSingleItem();
        (worst.Outcome, worst.Difference, worst.Prompt).ShouldBe((RunOutcome.Loss, -1, "question 0"));
        worst.Scores.ShouldHaveSingleItem().Original.ShouldBe(1);
    }

    [Fact]
    public async Task Failures_count_against_the_share_and_by_their_reason()
    {
        var stage = new RunStage();
        await stage.RecordAsync(10);
        stage.Provider.Answer = static asked => Number(asked) % 5 == 0 ? new FakeReply("", Status: 500) : new FakeReply(asked.ToUpperInvariant());
        var report = await ReportAsync(stage, new RunRequest());
        (report.Counts.Failed, report.Verdict.KeptShare).ShouldBe((2, 0.8));
        report.Failures.ShouldBe([new RunReasonCount("no_luck", 2)]);
        report.Worst.ShouldAllBe(static pair => pair.Outcome == RunOutcome.Failed && pair.Error == "no_luck");
    }

    [Fact]
    public async Task Of_an_original_that_was_asked_again_the_last_answer_counts()
    {
        var stage = new RunStage();
        await stage.RecordAsync(4);
        stage.Provider.Answer = static _ => new FakeReply("", Status: 500);
        var run = await stage.RunAsync(new RunRequest());
        stage.Provider.Answer = static asked => new FakeReply(asked.ToUpperInvariant());
        run = await stage.ResumeAsync(run.Id, new RunResumption { RetryFailed = true });
        var report = await Reports(stage).ReadAsync(run, 20, RunStage.Cancellation);
        (report.Counts.Replayed, report.Counts.Failed, report.Counts.Same, report.Counts.Repeated).ShouldBe((4, 0, 4, 4));
    }

    [Fact]
    public async Task The_worst_are_the_worst_and_no_more_than_wanted()
    {
        var stage = new RunStage();
        await stage.RecordAsync(60, i => new FakeReply("good " + new string('x', i)));
        stage.Provider.Answer = static asked => new FakeReply(string.Concat(Enumerable.Repeat("good ", Number(asked) % 3)));
        var run = await stage.RunAsync(new RunRequest { Evaluators = ["""{"type":"contains","value":"good"}"""] });
        var report = await Reports(stage).ReadAsync(run, 5, RunStage.Cancellation);
        report.Verdict.Losses.ShouldBe(20);
        report.Worst.Count.ShouldBe(5);
        report.Worst.ShouldAllBe(static pair => pair.Outcome == RunOutcome.Loss);
        (await Reports(stage).ReadAsync(run, 0, RunStage.Cancellation)).Worst.ShouldBeEmpty();
    }

    [Fact]
    public async Task Recorded_text_does_nothing_in_HTML()
    {
        const string Hostile = "</div><script>alert(1)</script><img src=x onerror=alert(2)> \u202Eevil\u0007 &amp; '\"";
        var stage = new RunStage();
        await stage.RecordAsync(3, _ => new FakeReply(Hostile));
        stage.Provider.Answer = static _ => new FakeReply(Hostile + "!");
        var html = HtmlReport.Write(await ReportAsync(stage, new RunRequest { System = "<b>", Filter = "-tag:\"<script>\"", Evaluators = ["contains:<script>"] }) with
        {
            Worst = [new RunWorst { Case = Hostile, ReplayId = Hostile, Outcome = RunOutcome.Loss, Prompt = Hostile, Original = Hostile, Replay = Hostile, Error = Hostile, Scores = [new RunScore(Hostile, 0, 1, Hostile)] }],
        });
        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script", Case.Insensitive);
        html.ShouldNotContain("<img", Case.Insensitive);
        html.ShouldNotContain('\u202E');
        html.ShouldNotContain('\u0007');
        html.ShouldContain("default-src 'none'");
        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
    }

    [Fact]
    public async Task JUnit_has_a_case_for_each_original_and_stands_any_character()
    {
        var stage = new RunStage();
        var originals = await stage.RecordAsync(5, i => new FakeReply($"QUESTION {i}"));
        await stage.Store.DropBodiesAsync(new InteractionQuery { Project = RunStage.Project, Filter = FilterParser.Parse($"id:{originals[4]}", stage.Time.GetUtcNow()).Filter! }, RunStage.Cancellation);
        stage.Provider.Answer = static asked => Number(asked) switch { 0 => new FakeReply("\u0001\uFFFE]]> <x>"), 1 => new FakeReply("", Status: 503), _ => new FakeReply(asked.ToUpperInvariant()) };
        var run = await stage.RunAsync(new RunRequest());
        using var output = new MemoryStream();
        await Reports(stage).WriteJUnitAsync(run, output, RunStage.Cancellation);

        var suite = XDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).Root!.Element("testsuite")!;
        ((int?)suite.Attribute("tests"), (int?)suite.Attribute("failures"), (int?)suite.Attribute("skipped")).ShouldBe((5, 2, 1));
        var cases = suite.Elements("testcase").ToList();
        cases.Select(static item => item.Attribute("name")!.Value).ShouldBe(originals.Select(static id => id.ToString()));
        cases.Select(static item => item.Elements().SingleOrDefault()?.Name.LocalName).ShouldBe(["failure", "failure", null, null, "skipped"]);
        cases[0].Element("failure")!.Value.ShouldContain("<x>");
        cases[1].Element("failure")!.Attribute("message")!.Value.ShouldContain("no_luck");
    }

    [Fact]
    public void A_preference_between_the_two_answers_is_a_win_or_a_loss()
    {
        RunMeasure[] measures = [new("judge", "judge:x", IsPairwise: true)];
        var original = new Interaction { Id = InteractionId.New(TimeProvider.System), Project = "shop", Timestamp = DateTimeOffset.UnixEpoch, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "opaque" };
        OutcomeOf(0.9).ShouldBe(RunOutcome.Win);
        OutcomeOf(0.5).ShouldBe(RunOutcome.Tie);
        OutcomeOf(0.1).ShouldBe(RunOutcome.Loss);
        OutcomeOf(null).ShouldBe(RunOutcome.Changed);

        RunOutcome OutcomeOf(double? score) =>
            RunPair.Of("x", original, new ReplayRow { Id = original.Id, Succeeded = true, Counts = true, Same = false, Scores = [score], Originals = [null] }, measures).Outcome;
    }

    private static RunReports Reports(RunStage stage) => new(stage.Store, stage.Datasets);

    private static async Task<RunReport> ReportAsync(RunStage stage, RunRequest request) => await Reports(stage).ReadAsync(await stage.RunAsync(request), 20, RunStage.Cancellation);

    private static int Number(string asked) => int.Parse(asked.AsSpan("question ".Length), System.Globalization.CultureInfo.InvariantCulture);
}
