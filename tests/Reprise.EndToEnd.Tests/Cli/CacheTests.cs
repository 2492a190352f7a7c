using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>The cache from the command line, against the real server.</summary>
public sealed class CacheTests : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private WebApplication? _server;
    private string _url = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = RepriseServer.Build(new ServeOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _data.Path, Quiet = true });
        await _server.StartAsync(Cancellation);
        _url = _server.Urls.First();
        await LogAsync("""{"tool_id":"checker","input":"run translate","output":"valid","quality_score":0.95,"tags":["demo"]}""");
        await LogAsync("""{"tool_id":"translator","input":{"text":"hello","language":"fr"},"output":{"translation":"bonjour"}}""");
        // Until the entries are open they cannot be asked.
        await Eventually.HoldsAsync("the cache is open", async () => (await RunAsync("cache", "find", "checker", "run translate")).Output.Contains("valid", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }

        _data.Dispose();
    }

    [Fact]
    public async Task What_was_logged_is_found_listed_and_explained()
    {
        var found = (await RunAsync("cache", "find", "translator", """{"language":"fr","text":"hello"}""", "--json")).Lines.ShouldHaveSingleItem();
        found.GetProperty("output").GetProperty("translation").GetString().ShouldBe("bonjour");
        (await RunAsync("cache", "find", "translator", "something", "else")).Error.ShouldContain("Nothing near enough");
        var entries = await RunAsync("cache", "entries", "name:checker");
        entries.Output.ShouldContain("run translate");
        entries.Output.ShouldNotContain("hello");
        var id = found.GetProperty("interaction_id").GetString()!;
        (await RunAsync("cache", "explain", "--tool", "checker", "run", "translate")).Output.ShouldContain("hit (policy tools)");
        (await RunAsync("cache", "explain", "--id", id, "--policy", "tools", "--json")).Lines.ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("miss");
        (await RunAsync("cache", "explain", "What is the capital of France?", "--model", "gpt-4o")).Output.ShouldContain("miss: no_candidate (policy default)");
        var request = Encoding.UTF8.GetBytes("""{"model":"claude-sonnet-4-5","max_tokens":5,"messages":[{"role":"user","content":"hi there, how are you?"}]}""");
        var body = await Run.Here(new RunSettings { Input = request }, "cache", "explain", "--request", "-", "--provider", "anthropic", "--path", "/v1/messages", "--json", "--server", _url);
        body.Lines.ShouldHaveSingleItem().GetProperty("key").GetProperty("dialect").GetString().ShouldBe("anthropic.messages");
    }

    [Fact]
    public async Task An_answer_is_pinned_edited_and_evicted()
    {
        var id = (await RunAsync("cache", "find", "checker", "run translate", "--json")).Lines[0].GetProperty("interaction_id").GetString()!;
        (await RunAsync("cache", "pin", id)).Output.ShouldContain(id);
        (await RunAsync("cache", "entries", "name:checker")).Output.ShouldContain("pinned");
        (await RunAsync("cache", "unpin", id)).ExitCode.ShouldBe(0);
        (await RunAsync("cache", "edit", id, "--content", "perhaps")).ExitCode.ShouldBe(0);
        (await RunAsync("cache", "find", "checker", "run translate")).Output.ShouldContain("perhaps");
        (await RunAsync("cache", "evict", "--tag", "demo", "--dry-run")).Output.ShouldContain("Would be evicted: 1");
        (await RunAsync("cache", "evict", "--tag", "demo")).Output.ShouldContain("Evicted: 1");
        (await RunAsync("cache", "find", "checker", "run translate")).Error.ShouldContain("Nothing near enough");
        (await RunAsync("cache", "evict", "--all")).Output.ShouldContain("generation");
        (await RunAsync("cache", "find", "translator", """{"text":"hello","language":"fr"}""")).Error.ShouldContain("Nothing near enough");
        (await RunAsync("audit", "list", "--action", "cache.*")).Output.ShouldContain("cache.purge");
    }

    [Fact]
    public async Task Policies_are_set_one_value_at_a_time_and_taken_back()
    {
        (await RunAsync("cache", "policy", "list")).Output.ShouldContain("requests that ask for it");
        await RunAsync("cache", "policy", "set", "faq", "--accepted-wrong-rate", "0.002", "--mode", "shadow");
        var set = (await RunAsync("cache", "policy", "set", "faq", "--max-age-hours", "6", "--json")).Lines.ShouldHaveSingleItem().GetProperty("values");
        (set.GetProperty("mode").GetString(), set.GetProperty("accepted_wrong_rate").GetDouble(), set.GetProperty("max_age_hours").GetDouble()).ShouldBe(("shadow", 0.002, 6));
        (await RunAsync("cache", "policy", "show", "faq")).Output.ShouldContain("setting of project default");
        (await RunAsync("cache", "policy", "use", "--use", "always", "--policy", "faq")).Output.ShouldContain("all requests that do not refuse");
        (await RunAsync("cache", "policy", "use", "--unset")).Output.ShouldContain("requests that ask for it");
        (await RunAsync("cache", "policy", "unset", "faq")).Output.ShouldNotContain("faq");
        (await RunAsync("cache", "policy", "unset", "faq")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_value_for_all_projects_takes_nothing_with_it_of_the_project_it_was_set_from()
    {
        await RunAsync("cache", "policy", "set", "default", "--mode", "off", "--project", "shop");
        (await RunAsync("cache", "policy", "set", "default", "--check-rate", "0.5", "--all-projects", "--project", "shop")).ExitCode.ShouldBe(0);
        var other = (await RunAsync("cache", "policy", "show", "default", "--project", "other", "--json")).Lines.ShouldHaveSingleItem().GetProperty("values");
        (other.GetProperty("mode").GetString(), other.GetProperty("check_rate").GetDouble()).ShouldBe(("serve", 0.5));
        // What is not said at run time is still for the places below to say.
        (await RunAsync("cache", "policy", "unset", "default", "--all-projects")).ExitCode.ShouldBe(0);
        (await RunAsync("cache", "policy", "use", "--policy", "tools")).Error.ShouldContain("logged");
        (await RunAsync("cache", "policy", "set", "ageing", "--decay-horizon-hours", "168")).Error.ShouldContain("as soon as it ages");
    }

    [Fact]
    public async Task A_tool_is_looked_up_called_logged_judged_and_counted_from_a_script()
    {
        var none = await RunAsync("cache", "lookup", "compiler", """{"file":"main.c"}""", "--input-hash", "main.c=sha256:1");
        (none.ExitCode, none.Output).ShouldBe((1, ""));
        none.Error.ShouldContain("No answer to use: ");
        var id = (await RunAsync("tool", "log", "compiler", """{"file":"main.c"}""", "--output", "built", "--input-hash", "main.c=sha256:1", "--latency-ms", "42.5", "--type", "cli_command")).Output.Trim();
        (await RunAsync("cache", "lookup", "compiler", """{"file":"main.c"}""", "--input-hash", "main.c=sha256:1")).Output.ShouldBe("built\n");
        (await RunAsync("cache", "lookup", "compiler", """{"file":"main.c"}""", "--input-hash", "main.c=sha256:2")).ExitCode.ShouldBe(1);
        (await RunAsync("cache", "find", "compiler", """{"file":"main.c"}""", "--input-hash", "main.c=sha256:1")).Output.ShouldContain("built");
        (await RunAsync("cache", "find", "compiler", """{"file":"main.c"}""")).Error.ShouldContain("Nothing near enough");
        (await RunAsync("cache", "explain", "--tool", "compiler", """{"file":"main.c"}""", "--input-hash", "main.c=sha256:1")).Output.ShouldContain("hit (policy tools)");
        (await RunAsync("cache", "explain", "--tool", "compiler", """{"file":"main.c"}""")).Output.ShouldContain("miss");

        (await RunAsync("tool", "quality", id, "0.1", "--reason", "does not link")).ExitCode.ShouldBe(0);
        await Eventually.HoldsAsync("the judgement counts", async () => (await RunAsync("cache", "lookup", "compiler", """{"file":"main.c"}""", "--input-hash", "main.c=sha256:1")).ExitCode == 1);
        await Run.Here(new RunSettings { Input = "segmentation fault"u8.ToArray() }, "tool", "log", "compiler", "again", "--output-file", "-", "--failed", "--quality", "0.2", "--server", _url);
        var statistics = (await RunAsync("tool", "stats", "compiler", "--hours", "24", "--json")).Lines.ShouldHaveSingleItem();
        (statistics.GetProperty("total_interactions").GetInt64(), statistics.GetProperty("success_rate").GetDouble()).ShouldBe((2, 0.5));
        (await RunAsync("tool", "stats", "compiler")).Output.ShouldContain("50");
        (await RunAsync("tool", "stats", "nobody")).Error.ShouldContain("never");
        var result = (await RunAsync("cache", "lookup", "checker", "run", "translate", "--json")).Lines.ShouldHaveSingleItem();
        (result.GetProperty("hit").GetBoolean(), result.GetProperty("answer").GetProperty("output").GetString()).ShouldBe((true, "valid"));
    }

    [Fact]
    public async Task A_request_is_explained_with_the_headers_the_user_and_the_query_it_would_have()
    {
        var request = Encoding.UTF8.GetBytes("""{"model":"claude-sonnet-4-5","max_tokens":5,"messages":[{"role":"user","content":"hi there, how are you?"}]}""");
        var keys = new List<string?>();
        foreach (var more in (string[][])[[], ["--header", "anthropic-beta: a"], ["--header", "Reprise-Cache-Scope: x"], ["--input-hash", "a=1"], ["--query", "?beta=true"]])
        {
            var said = await Run.Here(new RunSettings { Input = request }, ["cache", "explain", "--request", "-", "--provider", "anthropic", "--path", "/v1/messages", "--json", "--server", _url, .. more]);
            keys.Add(said.Lines.ShouldHaveSingleItem().GetProperty("key").GetProperty("exact").GetString());
        }

        keys.Distinct().Count().ShouldBe(5);
        await RunAsync("cache", "policy", "set", "own", "--sharing", "user");
        (await RunAsync("cache", "explain", "What is the capital of France?", "--policy", "own")).Output.ShouldContain("no_owner");
        (await RunAsync("cache", "explain", "What is the capital of France?", "--policy", "own", "--user", "ann")).Output.ShouldContain("no_candidate");
    }

    [Fact]
    public async Task Statistics_of_a_cache_nobody_used_say_how_to_use_it()
    {
        (await RunAsync("cache", "stats")).Error.ShouldContain("Reprise-Cache: on");
        (await RunAsync("cache", "stats", "--json", "--by", "hour")).Lines.ShouldHaveSingleItem().GetProperty("total").GetProperty("lookups").GetInt64().ShouldBe(0);
        (await RunAsync("cache", "tune")).Error.ShouldContain("No recent lookups");
    }

    [Theory]
    [InlineData(2, "cache")]
    [InlineData(2, "cache", "explain")]
    [InlineData(2, "cache", "explain", "a question", "--id", "x")]
    [InlineData(2, "cache", "explain", "--tool", "checker")]
    [InlineData(2, "cache", "find", "checker")]
    [InlineData(2, "cache", "find", "checker", "x", "--tresh", "1")]
    [InlineData(2, "cache", "find", "checker", "x", "--input-hash", "nonsense")]
    [InlineData(2, "cache", "lookup", "checker")]
    [InlineData(2, "cache", "explain", "a question", "--header", "nonsense")]
    [InlineData(2, "tool", "log", "checker", "x")]
    [InlineData(2, "tool", "log", "checker", "x", "--output", "y", "--output-file", "z")]
    [InlineData(2, "tool", "log", "checker", "x", "--output", "y", "--type", "nonsense")]
    [InlineData(2, "tool", "log", "checker", "x", "--output", "y", "--metadata", "[]")]
    [InlineData(1, "tool", "quality", "x", "0.5")]
    [InlineData(1, "cache", "tune", "--policy", "tools")]
    [InlineData(2, "cache", "evict")]
    [InlineData(2, "cache", "edit", "x")]
    [InlineData(2, "cache", "policy", "set", "faq")]
    [InlineData(2, "cache", "policy", "set", "faq", "--mode", "on")]
    [InlineData(2, "cache", "policy", "use", "--use", "always", "--unset")]
    [InlineData(1, "cache", "policy", "set", "faq", "--min-quality", "2")]
    [InlineData(1, "cache", "policy", "show", "nobody")]
    [InlineData(1, "cache", "pin", "x")]
    [InlineData(1, "cache", "explain", "--request", "/no/such/file")]
    [InlineData(1, "cache", "evict", "modle:x")]
    public async Task What_cannot_be_is_said_in_a_line_with_the_exit_code_of_its_kind(int exitCode, params string[] args)
    {
        var run = await RunAsync(args);
        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Error.Trim().ShouldNotBeEmpty();
        run.Error.ShouldNotContain("   at ", customMessage: "no stack");
        run.Output.ShouldBeEmpty();
    }

    private Task<Run> RunAsync(params string[] args) => Run.Here(args is ["cache"] ? args : [.. args, "--server", _url]);

    private async Task LogAsync(string record)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        using var content = new StringContent(record, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync("/api/interactions", content, Cancellation);
        response.EnsureSuccessStatusCode();
    }
}
