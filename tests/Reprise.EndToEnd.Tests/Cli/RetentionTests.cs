using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>Retention, holds, deletion and the audit log from the command line, against the real server.</summary>
public sealed class RetentionTests : IAsyncLifetime
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
        var now = TimeProvider.System.GetUtcNow();
        await RecordAsync(now.AddDays(-200), "bob");
        await RecordAsync(now.AddDays(-100), "alice");
        await RecordAsync(now.AddDays(-1), "bob");
        await RecordAsync(now.AddDays(-1), "alice");
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
    public async Task Policies_are_shown_set_one_value_at_a_time_and_taken_back()
    {
        (await RunAsync("retention", "show")).Output.ShouldContain("built in");
        await RunAsync("retention", "set", "--days", "30");
        var set = await RunAsync("retention", "set", "--body-days", "7");
        set.Output.ShouldContain("setting of project default");
        var shown = (await RunAsync("retention", "show", "--json")).Lines.ShouldHaveSingleItem().GetProperty("policies")[0];
        shown.GetProperty("days").GetProperty("value").GetInt64().ShouldBe(30, "what was set before stays");
        shown.GetProperty("body_days").GetProperty("value").GetInt64().ShouldBe(7);
        (await RunAsync("retention", "unset")).Output.ShouldContain("built in");
        (await RunAsync("retention", "unset")).ExitCode.ShouldBe(1);
        (await RunAsync("retention", "set")).ExitCode.ShouldBe(2);
        (await RunAsync("retention", "set", "--days", "5", "--kind", "tol")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_run_says_what_went_and_the_audit_log_has_it()
    {
        var dry = await RunAsync("retention", "run", "--dry-run", "--json");
        dry.Lines.Sum(line => line.GetProperty("interactions").GetInt64()).ShouldBe(2);
        (await CountAsync()).ShouldBe(4);
        var run = await RunAsync("retention", "run");
        run.Output.ShouldContain("days");
        (await CountAsync()).ShouldBe(2);
        (await RunAsync("audit", "list", "--action", "retention.*")).Output.ShouldContain("retention.delete");
        (await RunAsync("audit", "list", "--json", "-n", "1")).Lines.ShouldHaveSingleItem().GetProperty("actor").GetString().ShouldBe("local");
    }

    [Fact]
    public async Task A_hold_stands_in_the_way_of_a_deletion_until_it_is_lifted_or_left_out()
    {
        (await RunAsync("hold", "add", "case-1", "user:alice", "--reason", "a lawsuit")).ExitCode.ShouldBe(0);
        (await RunAsync("hold", "list")).Output.ShouldContain("a lawsuit");
        (await RunAsync("hold", "add", "case-1", "--reason", "again")).ExitCode.ShouldBe(1);
        var refused = await RunAsync("delete", "--everything", "--yes");
        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldContain("Held by 'case-1': 2");
        (await CountAsync()).ShouldBe(4);
        (await RunAsync("delete", "--everything", "--yes", "--leave-held")).Output.ShouldContain("Deleted: 2");
        (await CountAsync()).ShouldBe(2);
        (await RunAsync("hold", "remove", "case-1")).ExitCode.ShouldBe(0);
        (await RunAsync("hold", "remove", "case-1")).ExitCode.ShouldBe(1);
        (await RunAsync("delete", "--everything", "--yes")).ExitCode.ShouldBe(0);
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_deletion_is_asked_about_and_refused_where_nobody_can_answer()
    {
        var nobody = await RunAsync("delete", "user:bob");
        nobody.ExitCode.ShouldBe(2);
        nobody.Error.ShouldContain("--yes");
        (await RunAsync("delete", "--yes")).ExitCode.ShouldBe(2);
        (await RunAsync("delete", "user:bob", "--dry-run")).Output.ShouldContain("Free to be deleted: 2");
        (await RunAsync("delete", "user:bob", "--until", "50d", "--dry-run")).Output.ShouldContain("Free to be deleted: 1");
        var no = await AnswerAsync("no\n", "delete", "user:bob");
        no.ExitCode.ShouldBe(1);
        no.Error.ShouldContain("deletes 2 interactions");
        (await CountAsync()).ShouldBe(4);
        (await AnswerAsync("yes\n", "delete", "user:bob")).Output.ShouldContain("Deleted: 2");
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_recorded_while_a_deletion_is_asked_about_stays()
    {
        // The answer is read only when the count has been told, and somebody records before giving it.
        await using var answer = new LateAnswer("yes\n", () => RecordAsync(TimeProvider.System.GetUtcNow(), "carol"));
        var run = await Run.Here(new RunSettings { InputStream = answer, InputIsTerminal = true }, "delete", "--everything", "--server", _url);
        run.ExitCode.ShouldBe(0, run.Error);
        (await CountAsync()).ShouldBe(1);
    }

    private Task<Run> RunAsync(params string[] args) => Run.Here([.. args, "--server", _url]);

    private Task<Run> AnswerAsync(string answer, params string[] args) => Run.Here(new RunSettings { Input = Encoding.UTF8.GetBytes(answer), InputIsTerminal = true }, [.. args, "--server", _url]);

    private async Task<int> CountAsync() => (await RunAsync("search", "--json")).Lines.Count;

    private async Task RecordAsync(DateTimeOffset at, string user)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_url) };
        using var content = new StringContent($$"""{"timestamp":"{{at:O}}","user_id":"{{user}}","kind":"event"}""", new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync("/api/interactions", content, Cancellation);
        response.EnsureSuccessStatusCode();
    }

    private sealed class LateAnswer(string answer, Func<Task> before) : MemoryStream(Encoding.UTF8.GetBytes(answer))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == 0) await before();
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
