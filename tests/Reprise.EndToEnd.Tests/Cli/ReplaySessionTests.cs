using System.Text;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.EndToEnd.Tests.Replay;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary><c>reprise replay session</c>, against the server.</summary>
public sealed class ReplaySessionTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private CountingUpstream _upstream = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await CountingUpstream.StartAsync();
        _server = await ServerProcess.StartAsync(_folder.File("data"), [$"Providers:openai:BaseUrl={_upstream.Url}"]);
        for (var i = 0; i < 3; i++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions")
            {
                Content = new StringContent($$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"question {{i}}"}]}""", Encoding.UTF8, "application/json"),
            };
            message.Headers.Add("Reprise-Session", "s");
            message.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            (await _server.Http.SendAsync(message, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        }

        await Eventually.HoldsAsync("all are stored", async () => await _server.CountAsync("stored") == 3);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_upstream is not null) await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_session_and_a_trace_are_replayed_shown_and_listed()
    {
        var run = await RunAsync("s", "--expect-same");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("All 3 turns are answered as recorded.");
        _upstream.Calls.ShouldBe(6);

        var trace = await RunAsync("0af7651916cd43dd8448eb211c80319c", "--trace", "--from", "3", "--json");
        trace.ExitCode.ShouldBe(0, trace.Error);
        trace.Lines.ShouldHaveSingleItem().GetProperty("turns").GetArrayLength().ShouldBe(1);

        var tree = (await RunAsync("s", "--branches", "--json")).Lines.ShouldHaveSingleItem();
        var branch = tree.GetProperty("branches")[0].GetProperty("branch_id").GetString()!;
        tree.TryGetProperty("branch_id", out _).ShouldBeFalse();
        var own = (await RunAsync(branch, "--branches", "--json")).Lines.ShouldHaveSingleItem();
        own.GetProperty("branch_id").GetString().ShouldBe(branch);
        (await RunAsync(branch, "--branches")).Output.ShouldContain("of session s");
    }

    [Theory]
    [InlineData("--live", "flights")]
    [InlineData("--system", "x")]
    [InlineData("--model", "x")]
    [InlineData("--from", "2")]
    [InlineData("--mode", "free")]
    public async Task What_is_for_a_new_branch_is_refused_when_one_is_resumed(string option, string value)
    {
        var run = await RunAsync("s", "--resume", option, value);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain($"{option} is for a new branch");
        _upstream.Calls.ShouldBe(3);
    }

    private Task<Run> RunAsync(params string[] args) =>
        Run.Here(new RunSettings { CancellationToken = TestContext.Current.CancellationToken }, ["replay", "session", .. args, "--server", _server.Url]);
}
