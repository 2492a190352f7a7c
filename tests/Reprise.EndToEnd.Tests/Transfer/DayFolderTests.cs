using Reprise.EndToEnd.Tests.Cli;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Transfer;

public sealed class DayFolderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("jsonl", "jsonl")]
    [InlineData("monitor", "jsonl")]
    [InlineData("mongo", "jsonl")]
    [InlineData("csv", "csv")]
    public async Task Each_day_gets_its_file_and_an_export_that_stopped_goes_on_with_the_last(string format, string extension)
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        for (var i = 0; i < 90; i++) server.Add(i, timestamp: $"2026-01-0{1 + (i / 30)}T23:59:{i % 30:00}.000Z");
        using var interrupt = new CancellationTokenSource();
        server.PageSize = 5;
        server.Intercept = async context =>
        {
            if (context.Request.Query["cursor"] == "45") await interrupt.CancelAsync();
            return false;
        };

        (await Run.Here(new RunSettings { CancellationToken = interrupt.Token }, "export", "--to", folder.Path, "--format", format, "--server", server.Url)).ExitCode.ShouldBe(130);
        Names(folder).ShouldBe([$"interactions_2026-01-01.{extension}", $"interactions_2026-01-02.{extension}.partial"]);
        var first = await File.ReadAllBytesAsync(folder.File($"interactions_2026-01-01.{extension}"), Cancellation);
        var written = File.GetLastWriteTimeUtc(folder.File($"interactions_2026-01-01.{extension}"));
        await File.AppendAllTextAsync(folder.File($"interactions_2026-01-02.{extension}.partial"), "{\"torn", Cancellation);
        server.Intercept = null;

        var second = await Run.Here("export", "--to", folder.Path, "--format", format, "--resume", "--server", server.Url);

        second.ExitCode.ShouldBe(0, second.Error);
        Names(folder).ShouldBe(Enumerable.Range(1, 3).Select(day => $"interactions_2026-01-0{day}.{extension}"));
        (await File.ReadAllBytesAsync(folder.File($"interactions_2026-01-01.{extension}"), Cancellation)).ShouldBe(first);
        File.GetLastWriteTimeUtc(folder.File($"interactions_2026-01-01.{extension}")).ShouldBe(written);
        foreach (var name in Names(folder)) (await File.ReadAllLinesAsync(folder.File(name), Cancellation)).Length.ShouldBe(format == "csv" ? 31 : 30, name);
    }

    [Fact]
    public async Task What_was_recorded_since_joins_the_last_day_and_the_days_behind_it()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        server.Add(1, timestamp: "2026-01-01T10:00:00.000Z");
        server.Add(2, timestamp: "2026-01-02T10:00:00.000Z");
        (await Run.Here("export", "--to", folder.Path, "--server", server.Url)).ExitCode.ShouldBe(0);
        server.Add(3, timestamp: "2026-01-02T10:00:00.000Z");
        server.Add(4, timestamp: "2026-01-03T10:00:00.000Z");

        (await Run.Here("export", "--to", folder.Path, "--resume", "--server", server.Url)).ExitCode.ShouldBe(0);

        (await File.ReadAllLinesAsync(folder.File("interactions_2026-01-02.jsonl"), Cancellation)).Length.ShouldBe(2);
        (await File.ReadAllLinesAsync(folder.File("interactions_2026-01-03.jsonl"), Cancellation)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Files_of_days_are_not_replaced_unasked_and_those_of_other_days_never()
    {
        await using var server = await FakeServer.StartAsync(1);
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("interactions_2020-01-01.jsonl"), "mine", Cancellation);
        await File.WriteAllTextAsync(folder.File("interactions_2026-01-01.jsonl"), "old", Cancellation);

        var refused = await Run.Here("export", "--to", folder.Path, "--server", server.Url);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("--resume");
        (await Run.Here("export", "--to", folder.Path, "--force", "--server", server.Url)).ExitCode.ShouldBe(0);
        Names(folder).ShouldBe(["interactions_2020-01-01.jsonl", "interactions_2026-01-01.jsonl"]);
        (await File.ReadAllTextAsync(folder.File("interactions_2020-01-01.jsonl"), Cancellation)).ShouldBe("mine");
        (await File.ReadAllTextAsync(folder.File("interactions_2026-01-01.jsonl"), Cancellation)).ShouldNotBe("old");
    }

    [Fact]
    public async Task Replacing_the_files_of_days_from_a_server_that_is_away_leaves_them_as_they_are()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("interactions_2026-01-01.jsonl"), "mine", Cancellation);

        (await Run.Here("export", "--to", folder.Path, "--force", "--server", "http://127.0.0.1:1")).ExitCode.ShouldBe(3);

        Names(folder).ShouldBe(["interactions_2026-01-01.jsonl"]);
        (await File.ReadAllTextAsync(folder.File("interactions_2026-01-01.jsonl"), Cancellation)).ShouldBe("mine");
    }

    [Fact]
    public async Task Replacing_the_files_of_days_goes_on_where_it_was_interrupted_not_behind_the_old_ones()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        for (var i = 0; i < 90; i++) server.Add(i, timestamp: $"2026-01-0{1 + (i / 30)}T23:59:{i % 30:00}.000Z");
        (await Run.Here("export", "--to", folder.Path, "--server", server.Url)).ExitCode.ShouldBe(0);
        server.Clear();
        for (var i = 0; i < 60; i++) server.Add(100 + i, timestamp: $"2026-01-0{1 + (i / 20)}T23:58:{i % 20:00}.000Z");
        using var interrupt = new CancellationTokenSource();
        server.PageSize = 5;
        server.Intercept = async context =>
        {
            if (context.Request.Query["cursor"] == "30") await interrupt.CancelAsync();
            return false;
        };

        (await Run.Here(new RunSettings { CancellationToken = interrupt.Token }, "export", "--to", folder.Path, "--force", "--server", server.Url)).ExitCode.ShouldBe(130);
        server.Intercept = null;
        (await Run.Here("export", "--to", folder.Path, "--resume", "--server", server.Url)).ExitCode.ShouldBe(0);

        Names(folder).ShouldBe(Enumerable.Range(1, 3).Select(static day => $"interactions_2026-01-0{day}.jsonl"));
        foreach (var name in Names(folder)) (await File.ReadAllLinesAsync(folder.File(name), Cancellation)).Length.ShouldBe(20, name);
    }

    [Theory]
    [InlineData("--columns", "model")]
    [InlineData("--format", "csv", "--bodies")]
    [InlineData("--format", "csv", "--columns", "modle")]
    [InlineData("--format", "xml")]
    [InlineData("--out", "a", "--to", "b")]
    [InlineData("--format", "csv", "--columns", "model", "--to", "b", "--resume")]
    public async Task What_does_not_go_together_is_refused_before_anything_is_written(params string[] options)
    {
        using var folder = new TempFolder();
        var run = await Run.Here(["export", .. options, "--server", "http://127.0.0.1:1"]);
        run.ExitCode.ShouldBe(2, run.Error);
    }

    [Fact]
    public async Task A_csv_of_chosen_columns_goes_to_standard_output_too()
    {
        await using var server = await FakeServer.StartAsync(2);
        var run = await Run.Here("export", "--format", "csv", "--columns", "model,total_tokens,prompt", "--server", server.Url);
        run.Output.ShouldBe("model,total_tokens,prompt\r\ngpt-4o,15,question 0\r\ngpt-4o,15,question 1\r\n");
    }

    private static List<string> Names(TempFolder folder) => [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
