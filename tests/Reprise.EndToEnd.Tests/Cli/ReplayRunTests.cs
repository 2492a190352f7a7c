using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.EndToEnd.Tests.Replay;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary><c>reprise replay run</c> and its neighbours, against the server.</summary>
public sealed class ReplayRunTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private CountingUpstream _upstream = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await CountingUpstream.StartAsync();
        _server = await ServerProcess.StartAsync(_folder.File("data"), [$"Providers:openai:BaseUrl={_upstream.Url}"]);
        for (var i = 0; i < 6; i++)
        {
            using var content = new StringContent($$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"question {{i}}"}]}""", Encoding.UTF8, "application/json");
            (await _server.Http.PostAsync("/openai/v1/chat/completions", content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        }

        await Eventually.HoldsAsync("all are stored", async () => await _server.CountAsync("stored") == 6);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_upstream is not null) await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_run_reports_on_the_terminal_and_into_files_and_ends_as_its_gates_want()
    {
        var (html, json, junit) = (_folder.File("r.html"), _folder.File("r.json"), _folder.File("r.xml"));
        var run = await RunAsync("run", "--filter", "model:gpt-4o-mini", "--model", "gpt-4o", "--evaluator", "contains:answer", "--out", html, "--out", json, "--out", junit, "--fail-under", "1", "--fail-under", "contains=1");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("6 originals, 6 replayed, 0 failed, 0 without a replay; 6 answers the same, 0 changed");
        run.Output.ShouldContain("model gpt-4o");
        (await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken)).ShouldStartWith("<!doctype html>");
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement;
        report.GetProperty("counts").GetProperty("replayed").GetInt64().ShouldBe(6);
        report.GetProperty("verdict").GetProperty("ties").GetInt64().ShouldBe(6);
        XDocument.Load(junit).Descendants("testcase").Count().ShouldBe(6);

        var list = await RunAsync("list", "--json");
        var id = list.Lines.ShouldHaveSingleItem().GetProperty("id").GetString()!;
        (await RunAsync("list")).Output.ShouldContain(id);
        (await RunAsync("report", "last", "--json")).Lines.ShouldHaveSingleItem().GetProperty("run").GetProperty("id").GetString().ShouldBe(id);
        (await RunAsync("resume", id)).ExitCode.ShouldBe(0, "there is nothing left to do, and it says so by its report");
        _upstream.Calls.ShouldBe(12);
    }

    [Fact]
    public async Task Less_than_wanted_ends_with_1_and_what_says_nothing_with_2()
    {
        var below = await RunAsync("run", "--evaluator", "contains:nothing", "--fail-under", "0.5", "--fail-under", "score=0.8");
        below.ExitCode.ShouldBe(1);
        below.Error.ShouldContain("Below --fail-under: score is 0, wanted 0.8.");

        var refused = await RunAsync("run", "--filter", "model:none");
        (refused.ExitCode, refused.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("nothing to replay"));
        (await RunAsync("run", "--filter", "modle:x")).ExitCode.ShouldBe(2);
        (await RunAsync("run", "--fail-under", "2")).ExitCode.ShouldBe(2);
        (await RunAsync("run", "--out", "r.pdf")).ExitCode.ShouldBe(2);
        (await RunAsync("run", "--out", "/nowhere/r.xml")).ExitCode.ShouldBe(2);
        (await RunAsync("run", "--budget-usd", "much")).ExitCode.ShouldBe(2);
        (await RunAsync("report", "none")).ExitCode.ShouldBe(2);
        (await RunAsync("stop", "none")).ExitCode.ShouldBe(2);

        var poor = await RunAsync("run", "--budget-usd", "0.001", "--concurrency", "1");
        (poor.ExitCode, poor.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(2), r => r.Error.ShouldContain("budget reached"));
    }

    [Fact]
    public async Task Looking_away_leaves_the_run_going_and_says_how_to_stop_it()
    {
        _upstream.Delay = TimeSpan.FromSeconds(2);
        using var away = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Run.Here(new RunSettings { CancellationToken = away.Token }, "replay", "run", "--concurrency", "1", "--server", _server.Url);
        await Eventually.HoldsAsync("it runs", () => _upstream.Calls > 6);
        await away.CancelAsync();

        var run = await running;

        run.ExitCode.ShouldBe(130);
        run.Error.ShouldContain("reprise replay stop run-");
        var id = (await RunAsync("list", "--json")).Lines.Single();
        id.GetProperty("state").GetString().ShouldBe("running");
        (await RunAsync("stop", id.GetProperty("id").GetString()!)).ExitCode.ShouldBe(0);
        await Eventually.HoldsAsync("it has stopped", async () => (await RunAsync("list", "--json")).Lines.Single().GetProperty("state").GetString() == "stopped");
    }

    private Task<Run> RunAsync(params string[] arguments) => Run.Here(["replay", .. arguments, "--server", _server.Url]);
}
