using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Client;
using Reprise.Replay.Runs;
using Reprise.Replay.Runs.Reporting;
using Reprise.Server.Tests.Gateway;
using Reprise.Tests;

namespace Reprise.Server.Tests.Replay.Runs;

/// <summary>Runs by the API of the real server, before a provider that the test answers for.</summary>
public sealed class RunApiSpec
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_replays_what_a_filter_selects_through_the_gateway_and_reports_in_three_forms()
    {
        await using var stage = await ReplayStage.StartAsync();
        for (var i = 0; i < 6; i++) await stage.CallAsync(Body(i, i < 5 ? "gpt-4o-mini" : "gpt-4o"));
        stage.Answer = static (context, _) => RelaySpec.AnswerAsync(context, ReplayStage.Completion("a fine answer"));
        using var client = new RepriseClient(new Uri(stage.Server.Url));

        var begun = await client.StartReplayRunAsync(new RunRequest { Filter = "model:gpt-4o-mini", Model = "gpt-4.1-mini", Evaluators = ["contains:fine"], BudgetUsd = 1 }, Cancellation);
        begun.Total.ShouldBe(5);
        var run = await EndOfAsync(client, begun.Id);

        (run.State, run.Succeeded, run.Failed, run.Skipped, run.Model).ShouldBe((RunState.Done, 5, 0, 0, "gpt-4.1-mini"));
        run.SpentUsd.ShouldBeGreaterThan(0);
        (await client.ListReplayRunsAsync(Cancellation)).Select(static one => one.Id).ShouldBe([run.Id]);
        stage.Requests.Skip(6).ShouldAllBe(static request => request.Text.Contains("gpt-4.1-mini", StringComparison.Ordinal));
        stage.Requests.Count.ShouldBe(11);

        var report = await client.GetReplayReportAsync(run.Id, null, Cancellation);
        (report.Counts.Replayed, report.Verdict.Wins, report.Verdict.Losses, report.Verdict.KeptShare, report.Run.Id).ShouldBe((5, 5, 0, 1.0, run.Id));
        report.Verdict.PValue.ShouldBe(0.0625);
        var html = await stage.Server.Http.GetAsync($"/api/replay/runs/{run.Id}/report?format=html", Cancellation);
        html.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        html.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        (await html.Content.ReadAsStringAsync(Cancellation)).ShouldContain(run.Id);
        var junit = await stage.Server.Http.GetAsync($"/api/replay/runs/{run.Id}/report?format=junit", Cancellation);
        (await junit.Content.ReadAsStringAsync(Cancellation)).ShouldContain("tests=\"5\" failures=\"0\"");
        var raw = await stage.Server.Http.GetFromJsonAsync<JsonElement>($"/api/replay/runs/{run.Id}", Cancellation);
        raw.GetProperty("state").GetString().ShouldBe("done");
        raw.ToString().ShouldNotContain(stage.Server.DataFolder, Case.Sensitive, "where the server's files lie is nobody's business");
    }

    [Fact]
    public async Task One_run_of_a_project_at_a_time_and_so_many_of_the_server_until_they_are_stopped()
    {
        await using var stage = await ReplayStage.StartAsync("Replay:MaxRuns=2");
        foreach (var project in new[] { "one", "two", "three" }) await CallAsync(stage, project);
        var gate = new TaskCompletionSource();
        stage.Answer = async (context, _) =>
        {
            await gate.Task;
            await RelaySpec.AnswerAsync(context, ReplayStage.Completion("late"));
        };
        using var one = new RepriseClient(new Uri(stage.Server.Url), "one");
        using var two = new RepriseClient(new Uri(stage.Server.Url), "two");
        using var three = new RepriseClient(new Uri(stage.Server.Url), "three");
        var first = await one.StartReplayRunAsync(new RunRequest(), Cancellation);
        (await Should.ThrowAsync<RepriseApiException>(() => one.StartReplayRunAsync(new RunRequest(), Cancellation))).Code.ShouldBe(RunObstacles.RunRunning);
        var second = await two.StartReplayRunAsync(new RunRequest(), Cancellation);
        var refused = await Should.ThrowAsync<RepriseApiException>(() => three.StartReplayRunAsync(new RunRequest(), Cancellation));
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, RunObstacles.TooManyRuns));
        refused.StillWorks.ShouldNotBeEmpty();

        (await one.StopReplayRunAsync(first.Id, Cancellation)).Stopping.ShouldBe(true);
        gate.SetResult();
        (await EndOfAsync(one, first.Id)).State.ShouldBeOneOf(RunState.Stopped, RunState.Done);
        (await EndOfAsync(two, second.Id)).State.ShouldBe(RunState.Done);
        (await Should.ThrowAsync<RepriseApiException>(() => one.GetReplayRunAsync(second.Id, Cancellation))).Status.ShouldBe(HttpStatusCode.NotFound, "nothing crosses a project");
        await EndOfAsync(three, (await three.StartReplayRunAsync(new RunRequest(), Cancellation)).Id);
    }

    [Fact]
    public async Task A_provider_that_asks_for_patience_is_asked_again_and_each_original_counts_once()
    {
        await using var stage = await ReplayStage.StartAsync();
        for (var i = 0; i < 3; i++) await stage.CallAsync(Body(i));
        var refusals = 0;
        stage.Answer = (context, _) =>
        {
            if (Interlocked.Increment(ref refusals) > 2) return RelaySpec.AnswerAsync(context, ReplayStage.Completion("at last"));
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return context.Response.WriteAsync("""{"error":{"message":"slow down","code":"rate_limit_exceeded"}}""", Cancellation);
        };
        using var client = new RepriseClient(new Uri(stage.Server.Url));
        var run = await EndOfAsync(client, (await client.StartReplayRunAsync(new RunRequest { Concurrency = 1 }, Cancellation)).Id);
        (run.State, run.Succeeded, run.Failed, run.Retried).ShouldBe((RunState.Done, 3, 0, 2));
        var report = await client.GetReplayReportAsync(run.Id, null, Cancellation);
        (report.Counts.Replayed, report.Counts.Failed, report.Counts.Repeated).ShouldBe((3, 0, 2));
    }

    [Theory]
    [InlineData("""{"filter":"modle:x"}""", 400)]
    [InlineData("""{"filter":"model:none"}""", 409)]
    [InlineData("""{"dataset":"none"}""", 404)]
    [InlineData("""{"concurrency":0}""", 400)]
    [InlineData("""{"rate_per_minute":0}""", 400)]
    [InlineData("""{"budget_usd":-1}""", 400)]
    [InlineData("""{"limit":0}""", 400)]
    [InlineData("""{"provider":"nobody"}""", 409)]
    [InlineData("""{"evaluators":["nonsense"]}""", 400)]
    [InlineData("""{"evaluators":["exact","exact"]}""", 400)]
    [InlineData("""{"colour":"red"}""", 400)]
    [InlineData("""{"budget_usd":1e40}""", 400)]
    [InlineData("""[]""", 400)]
    [InlineData("""{""", 400)]
    public async Task What_cannot_be_run_is_a_problem_and_sends_nothing(string body, int status)
    {
        await using var stage = await ReplayStage.StartAsync();
        await stage.CallAsync(Body(0));
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var response = await stage.Server.Http.PostAsync("/api/replay/runs", content, Cancellation);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync(Cancellation));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        stage.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("GET", "/api/replay/runs/none", 404)]
    [InlineData("GET", "/api/replay/runs/none/report", 404)]
    [InlineData("GET", "/api/replay/runs/none/report?worst=-1", 400)]
    [InlineData("POST", "/api/replay/runs/none/resume", 404)]
    [InlineData("POST", "/api/replay/runs/none/stop", 404)]
    [InlineData("GET", "/api/replay/runs/a%07b", 404)]
    public async Task Runs_that_are_not_there_are_problems(string method, string path, int status)
    {
        await using var stage = await ReplayStage.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var response = await stage.Server.Http.SendAsync(request, Cancellation);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task CallAsync(ReplayStage stage, string project)
    {
        using var content = new StringContent(Body(0), System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, ReplayStage.Path) { Content = content };
        request.Headers.Add("Reprise-Project", project);
        using var response = await stage.Server.Http.SendAsync(request, Cancellation);
        await stage.Server.RecordedAsync(response, project);
    }

    private static string Body(int number, string model = "gpt-4o-mini") => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"question {{number}}"}]}""";

    private static Task<ReplayRunDocument> EndOfAsync(RepriseClient client, string id) => Eventually.FindsAsync("the run has ended", async () =>
    {
        var run = await client.GetReplayRunAsync(id, Cancellation);
        return run.State == RunState.Running ? null : run;
    });
}
