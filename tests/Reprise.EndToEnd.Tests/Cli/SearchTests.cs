using Reprise.Tests;
using Spectre.Console.Rendering;

namespace Reprise.EndToEnd.Tests.Cli;

public class SearchTests
{
    [Fact]
    public async Task People_get_a_table_newest_first()
    {
        await using var server = await FakeServer.StartAsync(3);

        var run = await Run.Here("search", "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4);
        lines[0].ShouldContain("status");
        lines[1].ShouldContain("question 2 → answer 2");
        lines[1].ShouldContain("01900000-0000-7000-8000-000000000002");
    }

    [Fact]
    public async Task Programs_get_one_json_value_a_line_over_all_pages()
    {
        await using var server = await FakeServer.StartAsync(1203);

        var run = await Run.Here("search", "--json", "--all", "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldBeEmpty();
        run.Lines.Count.ShouldBe(1203);
        run.Lines.Select(static line => line.GetProperty("interaction_id").GetString()).Distinct().Count().ShouldBe(1203);
    }

    [Fact]
    public async Task The_limit_is_exact_and_says_that_there_is_more()
    {
        await using var server = await FakeServer.StartAsync(300);

        (await Run.Here("search", "--json", "-n", "120", "--server", server.Url)).Lines.Count.ShouldBe(120);
        (await Run.Here("search", "--server", server.Url)).Error.ShouldContain("The first 50");
    }

    [Fact]
    public async Task Words_that_are_no_options_make_the_filter_also_when_they_begin_with_a_dash()
    {
        await using var server = await FakeServer.StartAsync(1);

        var run = await Run.Here("search", "model:gpt-4o", "-status:error", "latency_ms>2000", "--server", server.Url, "--since", "2026-01-02", "--oldest");

        run.ExitCode.ShouldBe(0, run.Error);
        var query = Uri.UnescapeDataString(server.Calls.Single());
        query.ShouldContain("q=model:gpt-4o -status:error latency_ms>2000&");
        query.ShouldContain("from=2026-01-02T00:00:00.0000000Z");
        query.ShouldContain("order=asc");
    }

    [Fact]
    public async Task The_project_goes_with_every_call()
    {
        await using var server = await FakeServer.StartAsync(1);
        string? project = null;
        server.Intercept = context =>
        {
            project = context.Request.Headers["Reprise-Project"];
            return Task.FromResult(false);
        };

        await Run.Here("search", "--server", server.Url, "--project", "team-a");

        project.ShouldBe("team-a");
    }

    [Fact]
    public async Task A_mistake_in_the_filter_shows_the_servers_words_and_the_place()
    {
        await using var server = await FakeServer.StartAsync();

        var run = await Run.Here("search", "status:error", "modle:x", "--server", server.Url);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("did you mean 'model'?");
        run.Error.ShouldContain("  status:error modle:x\n               ^");
    }

    [Fact]
    public async Task An_answer_from_something_else_is_told_without_a_stack_trace()
    {
        await using var server = await FakeServer.StartAsync();
        server.Intercept = async context =>
        {
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "<html>hello</html>");
            return true;
        };

        var run = await Run.Here("search", "--server", server.Url);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("Is this a Reprise server?");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Rows_keep_within_the_width_of_a_terminal()
    {
        await using var server = await FakeServer.StartAsync();
        server.Add(1, content: string.Concat(Enumerable.Repeat("記録 x", 40)));

        foreach (var width in new[] { 80, 120, 200 })
        {
            var run = await Run.Here(new RunSettings { OutputIsTerminal = true, Width = width, Environment = { ["TERM"] = "dumb" } }, "search", "--server", server.Url);

            run.Output.Split('\n').ShouldAllBe(line => new Segment(line).CellCount() <= width, $"width {width}:\n{run.Output}");
            run.Output.ShouldContain("01900000-0000-7000-8000-000000000001");
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2, run.Output);
        }
    }

    [Fact]
    public async Task Tail_shows_what_arrives_and_ends_after_the_limit()
    {
        await using var server = await FakeServer.StartAsync(3);

        var run = await Run.Here("tail", "--json", "-n", "3", "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Lines.Count.ShouldBe(3);
        (await Run.Here("tail", "-n", "1", "--server", server.Url)).Output.ShouldContain("question 0 → answer 0");
    }

    [Fact]
    public async Task Tail_connects_again_when_the_stream_ends()
    {
        await using var server = await FakeServer.StartAsync(2);

        var run = await Run.Here("tail", "--json", "-n", "4", "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Lines.Count.ShouldBe(4);
        run.Error.ShouldContain("connected again");
    }

    [Fact]
    public async Task Interrupting_a_tail_ends_it_in_good_order()
    {
        await using var server = await FakeServer.StartAsync(1);
        using var interrupt = new CancellationTokenSource();
        server.Intercept = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };

        var run = await Run.Here(new RunSettings { CancellationToken = interrupt.Token }, "tail", "--server", server.Url);

        run.ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task Sessions_are_listed_and_shown()
    {
        await using var server = await FakeServer.StartAsync(6);

        (await Run.Here("session", "list", "--server", server.Url)).Output.ShouldContain("s0");
        (await Run.Here("session", "list", "--json", "--server", server.Url)).Lines.Single().GetProperty("interactions").GetInt32().ShouldBe(2);
        (await Run.Here("session", "show", "s0", "--server", server.Url)).Output.ShouldContain("question 3");
        (await Run.Here("session", "show", "s0", "--json", "--server", server.Url)).Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Stats_count_by_what_is_asked_with_a_total()
    {
        await using var server = await FakeServer.StartAsync(4);

        var table = await Run.Here("stats", "--by", "day,model", "--server", server.Url);
        var lines = (await Run.Here("stats", "--by", "model", "--json", "--server", server.Url)).Lines;

        table.Output.ShouldContain("total");
        table.Output.ShouldContain("1,234,567");
        table.Output.ShouldContain("2.50 s");
        server.Calls.ShouldContain(static call => call.Contains("bucket=1d", StringComparison.Ordinal) && call.Contains("group_by=model", StringComparison.Ordinal));
        lines.Count.ShouldBe(2);
        lines[0].GetProperty("by").GetProperty("model").GetString().ShouldBe("a model");
        lines[1].GetProperty("by").EnumerateObject().Count().ShouldBe(0);
    }

    [Fact]
    public async Task Prices_are_listed_updated_and_recomputed()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("prices.json"), """{"prices":[{"provider":"*","model":"m","prices":{"input":1,"output":2}}]}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("broken.json"), "{", TestContext.Current.CancellationToken);

        (await Run.Here("prices", "list", "gpt", "--server", server.Url)).Output.ShouldContain("2.5");
        (await Run.Here("prices", "list", "--json", "--server", server.Url)).Lines.Single().GetProperty("model").GetString().ShouldBe("gpt-4o");
        (await Run.Here("prices", "update", "--file", folder.File("prices.json"), "--server", server.Url)).Error.ShouldContain("price table new with 1 models");
        var broken = await Run.Here("prices", "update", "--file", folder.File("broken.json"), "--server", server.Url);
        broken.ExitCode.ShouldBe(1);
        broken.Error.ShouldContain("line 1");
        (await Run.Here("prices", "update", "--file", folder.File("prices.json"), "--data", folder.File("data"))).ExitCode.ShouldBe(0);
        File.Exists(Path.Combine(folder.File("data"), "prices.json")).ShouldBeTrue();
        (await Run.Here("prices", "recompute", "model:gpt-4o", "--dry-run", "--server", server.Url)).Output.ShouldContain("changed: 2");
    }
}
