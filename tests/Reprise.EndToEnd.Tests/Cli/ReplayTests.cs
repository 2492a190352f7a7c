using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.AspNetCore.Hosting;
using Reprise.Demo;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>Replays from the command line, against the real server and a scripted provider.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Tell me about refunds."}],"temperature":0.2}""";

    private readonly TempFolder _data = new();
    private ScriptedUpstream _upstream = null!;
    private WebApplication _server = null!;
    private string _url = "";
    private string _id = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), Cancellation);
        _server = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _data.Path, Quiet = true, Settings = [.. _upstream.Providers.Select(provider => $"Providers:{provider.Key}:BaseUrl={provider.Value}")] });
        await _server.StartAsync(Cancellation);
        _url = _server.Urls.First();
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        using var response = await http.PostAsync("/openai/v1/chat/completions", new StringContent(Chat, Encoding.UTF8, "application/json"), Cancellation);
        _id = response.Headers.GetValues("Reprise-Id").Single();
        // 'last' is the latest that is stored.
        await Eventually.HoldsAsync("the call is stored", async () => (await http.GetStringAsync("/api/interactions?limit=1", Cancellation)).Contains(_id, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Both_answers_and_their_comparison_are_shown()
    {
        var run = await RunAsync("replay", _id);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain($"Original {_id}");
        run.Output.ShouldContain("same answer");
        run.Output.ShouldContain("yes");
        run.Output.ShouldNotContain("{+");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_said_before_anything_is_sent()
    {
        var before = _upstream.RequestCount;

        var run = await RunAsync("replay", _id, "--out", Path.Combine(_data.Path, "nowhere", "result.json"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("there is no folder");
        _upstream.RequestCount.ShouldBe(before);
    }

    [Fact]
    public async Task One_failure_among_several_times_is_a_failure()
    {
        var run = await RunAsync("replay", _id, "--times", "2", "--model", "gpt-4o-mini!server-error");

        run.ExitCode.ShouldBe(1, run.Output);
    }

    [Fact]
    public async Task Changes_are_read_from_options_and_files_and_the_difference_is_marked()
    {
        var file = Path.Combine(_data.Path, "prompt.txt");
        await File.WriteAllTextAsync(file, "Which shoes are in stock?", Cancellation);
        var policy = Path.Combine(_data.Path, "policy.md");
        await File.WriteAllTextAsync(policy, "Refunds within 30 days.", Cancellation);
        var result = Path.Combine(_data.Path, "result.json");

        var run = await RunAsync("replay", _id, "--prompt", "@" + file, "--param", "temperature=1", "--param", "stop=END", "--model", "gpt-4o", "--context", policy, "--out", result);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("[-");
        run.Output.ShouldContain("{+");
        var written = JsonDocument.Parse(await File.ReadAllTextAsync(result, Cancellation)).RootElement;
        written.GetProperty("replay").GetProperty("model").GetString().ShouldBe("gpt-4o");
        written.GetProperty("replay").GetProperty("prompt").GetString()!.ShouldContain("Which shoes are in stock?");
        written.GetProperty("replay").GetProperty("prompt").GetString()!.ShouldContain("Refunds within 30 days.");
        var parameters = written.GetProperty("replay").GetProperty("parameters");
        (parameters.GetProperty("temperature").GetDouble(), parameters.GetProperty("stop").GetString()).ShouldBe((1, "END"));
        written.GetProperty("comparison").GetProperty("params_modified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_dry_run_shows_the_request_and_sends_nothing()
    {
        var before = _upstream.RequestCount;

        var run = await RunAsync("replay", "last", "--system", "Be long.", "--dry-run");

        run.Output.ShouldContain("POST /v1/chat/completions to openai");
        run.Output.ShouldContain(Chat.Replace("Be brief.", "Be long.", StringComparison.Ordinal));
        _upstream.RequestCount.ShouldBe(before);
    }

    [Fact]
    public async Task Several_times_end_in_a_summary_and_programs_get_JSON()
    {
        (await RunAsync("replay", _id, "--times", "3")).Output.ShouldContain("3 the same as the original, 1 different answers, 0 failed");
        var json = (await RunAsync("replay", _id, "--times", "2", "--json")).Lines.ShouldHaveSingleItem();
        json.GetProperty("replays").GetArrayLength().ShouldBe(2);
        json.GetProperty("summary").GetProperty("same").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_replayed_is_said_with_what_would_still_work()
    {
        var run = await RunAsync("replay", _id, "--provider", "nobody");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("no provider 'nobody'");
        run.Error.ShouldContain("What would still work:");
        run.Error.ShouldContain("- Ask one that is configured:");
        run.Error.ShouldContain("openai");
    }

    [Fact]
    public async Task A_replay_that_fails_is_shown_and_the_exit_code_says_so()
    {
        var run = await RunAsync("replay", _id, "--model", "gpt-4o-mini!server-error");

        run.ExitCode.ShouldBe(1, run.Output + run.Error);
        run.Output.ShouldContain("error");
    }

    [Theory]
    [InlineData("--times", "0")]
    [InlineData("--times", "21")]
    [InlineData("--param", "temperature")]
    [InlineData("--cache", "perhaps")]
    [InlineData("--prompt", "@no-such-file")]
    [InlineData("--key-env", "NO_SUCH_VARIABLE")]
    public async Task A_wrong_option_is_refused_before_anything_is_sent(string option, string value)
    {
        var before = _upstream.RequestCount;

        (await RunAsync("replay", _id, option, value)).ExitCode.ShouldBe(2);

        _upstream.RequestCount.ShouldBe(before);
    }

    [Fact]
    public async Task Without_an_id_the_command_says_what_is_missing()
    {
        var run = await Run.Here("replay");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Required argument 'id' missing");
    }

    [Fact]
    public async Task The_usual_variable_of_a_provider_is_read_only_when_the_server_has_no_key_and_needs_one()
    {
        var keys = new List<string?>();
        await using var fake = await KeyServer.StartAsync(keys);
        var environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-usual", ["OTHER"] = "sk-named" };

        var usual = await Run.Here(new RunSettings { Environment = environment }, "replay", _id, "--json", "--server", fake.Url);
        var named = await Run.Here(new RunSettings { Environment = environment }, "replay", _id, "--json", "--key-env", "OTHER", "--server", fake.Url);
        var none = await Run.Here("replay", _id, "--server", fake.Url);

        (usual.ExitCode, named.ExitCode, none.ExitCode).ShouldBe((0, 0, 1));
        // Without one first, then what would be sent, then with it; the named one at once.
        keys.ShouldBe([null, null, "sk-usual", "sk-named", null, null]);
        none.Error.ShouldContain("Give the server a key");
    }

    [Fact]
    public async Task Hostile_text_of_both_sides_does_nothing_to_the_terminal()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        using var response = await http.PostAsync("/openai/v1/chat/completions", new StringContent("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"\u001b]0;owned\u0007\u202e Tell"}]}""", Encoding.UTF8, "application/json"), Cancellation);

        var run = await Run.Here(new RunSettings { OutputIsTerminal = false }, "replay", response.Headers.GetValues("Reprise-Id").Single(), "--dry-run", "--server", _url);

        run.Output.ShouldNotContain("\u001b");
        run.Output.ShouldNotContain("\u202e");
    }

    private Task<Run> RunAsync(params string[] arguments) => Run.Here([.. arguments, "--server", _url]);

    /// <summary>A server that needs a key, as one before the real service does.</summary>
    private sealed class KeyServer(WebApplication app) : IAsyncDisposable
    {
        private const string Side = """{"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","status":"success"}""";
        private const string Request = """{"provider":"openai","dialect":"openai.chat","method":"POST","path":"/v1/chat/completions"}""";
        private const string Comparison = """
            {"prompt_similarity":1,"response_similarity":1,"prompt_modified":false,"system_modified":false,"params_modified":false,"model_modified":false,"same":true,"tool_calls_equal":true,
             "finish_reason":{},"status":{},"latency_ms":{},"ttft_ms":{},"prompt_tokens":{},"completion_tokens":{},"cost_usd":{}}
            """;

        public string Url => app.Urls.First();

        public static async Task<KeyServer> StartAsync(List<string?> keys)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.MapPost("/api/interactions/{id}/replay", async (HttpContext context) =>
            {
                using var order = await JsonDocument.ParseAsync(context.Request.Body);
                string? key = context.Request.Headers["Reprise-Provider-Key"];
                keys.Add(key);
                if (order.RootElement.TryGetProperty("dry_run", out _)) return Results.Text($$"""{"original":{{Side}},"request":{{Request}}}""", "application/json");
                return key is null
                    ? Results.Text("""{"title":"This cannot be replayed","status":409,"detail":"No key.","code":"no_credential","still_works":["Give the server a key."]}""", "application/problem+json", Encoding.UTF8, 409)
                    : Results.Text($$"""{"original":{{Side}},"replay":{{Side}},"comparison":{{Comparison}},"request":{{Request}}}""", "application/json");
            });
            await app.StartAsync(Cancellation);
            return new KeyServer(app);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
