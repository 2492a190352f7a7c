using System.Text;
using System.Text.Json;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Transfer;

/// <summary>Import against the real server.</summary>
public sealed class ImportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_killed_again_and_again_loses_and_doubles_nothing()
    {
        const int Count = 20_000;
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"), []);
        var file = folder.File("all.jsonl");
        // Without ids: those come from the line and its place.
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Count).Select(static i => $$"""{"timestamp":"2026-01-01T00:{{i / 600 % 60:00}}:{{i / 10 % 60:00}}Z","kind":"event","name":"e","session_id":"s{{i % 7}}","metadata":{"n":{{i}} } }"""), Cancellation);
        long marked = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = Run.Start("import", file, "--resume", "--server", server.Url);
            await Eventually.HoldsAsync("more lines are marked", () => process.HasExited || Mark(file) > marked);
            process.HasExited.ShouldBeFalse("the machine imported all before it was killed");
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
            marked = Mark(file);
        }

        var last = await Run.Process("import", file, "--resume", "--json", "--server", server.Url);

        last.ExitCode.ShouldBe(0, last.Error);
        var result = last.Lines.Single();
        result.GetProperty("rejected").GetInt64().ShouldBe(0);
        (result.GetProperty("stored").GetInt64() + result.GetProperty("known").GetInt64()).ShouldBeLessThanOrEqualTo(Count - marked);
        (await CountAsync(server)).ShouldBe(Count);
        File.Exists(file + ".import").ShouldBeFalse();
    }

    [Fact]
    public async Task An_export_without_the_exact_bytes_has_every_word_of_a_conversation()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"), []);
        var said = string.Join(' ', Enumerable.Range(0, 400).Select(static i => $"word{i}"));
        var record = JsonSerializer.Serialize(new { interaction_id = "a", timestamp = "2026-01-01T00:00:00Z", request = new { messages = new[] { new { role = "user", content = said } } }, response = new { content = said } });
        (await Run.Here(new RunSettings { Input = Encoding.UTF8.GetBytes(record) }, "import", "--server", server.Url)).ExitCode.ShouldBe(0);

        var line = (await Run.Here("export", "--server", server.Url)).Lines.Single();

        line.GetProperty("request").GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe(said);
        line.GetProperty("response").GetProperty("content").GetString().ShouldBe(said);
        line.TryGetProperty("bodies", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("mongo")]
    [InlineData("jsonl", "--bodies")]
    [InlineData("mongo", "--bodies")]
    [InlineData("monitor")]
    public async Task A_folder_of_days_moves_a_record_to_another_server(string format, params string[] options)
    {
        using var folder = new TempFolder();
        await using var first = await ServerProcess.StartAsync(folder.File("first"), []);
        await using var second = await ServerProcess.StartAsync(folder.File("second"), []);
        var lines = Enumerable.Range(0, 40).Select(static i => JsonSerializer.Serialize(new
        {
            interaction_id = $"01900000-0000-7000-8000-{i:x12}", timestamp = $"2026-01-0{1 + (i / 15)}T12:00:{i:00}.123Z", kind = "llm", model = "gpt-4o", provider = "openai", user_id = "u1", session_id = $"s{i % 3}",
            status = i % 9 == 0 ? "error" : "success", tags = new[] { "a", "b,c" }, metadata = new Dictionary<string, object> { ["$n"] = i },
            request = new { messages = new[] { new { role = "user", content = $"question {i} – ünï" } } }, response = new { content = $"answer {i}", finish_reason = "stop" },
            metrics = new { prompt_tokens = 10 + i, completion_tokens = 5, latency_ms = 100 + i, total_cost_usd = 0.000123456789m }, evaluation = new { relevance_score = 0.5 },
        }));
        (await Run.Here(new RunSettings { Input = Encoding.UTF8.GetBytes(string.Join('\n', lines)) }, "import", "--server", first.Url)).ExitCode.ShouldBe(0);
        (await Run.Here(["export", "--to", folder.File("days"), "--format", format, .. options, "--server", first.Url])).ExitCode.ShouldBe(0);
        Directory.GetFiles(folder.File("days")).Length.ShouldBe(3);

        var import = await Run.Here("import", folder.File("days"), "--json", "--server", second.Url);

        import.ExitCode.ShouldBe(0, import.Error);
        import.Lines.Sum(line => line.GetProperty("stored").GetInt64()).ShouldBe(40);
        import.Lines.ShouldAllBe(line => line.GetProperty("format").GetString() == format);
        string[] again = ["export", "--format", format, .. options, "--server"];
        (await Run.Here([.. again, second.Url])).Output.ShouldBe((await Run.Here([.. again, first.Url])).Output);
        (await Run.Here("import", folder.File("days"), "--json", "--server", second.Url)).Lines.Sum(line => line.GetProperty("known").GetInt64()).ShouldBe(40);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_imported_and_sends_nothing()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("spend.jsonl"), """
            {"request_id":"1","call_type":"completion","startTime":"2026-01-01T00:00:00Z","spend":0.1,"model":"m"}
            {"request_id":"1","call_type":"completion","startTime":"2026-01-01T00:00:00Z","spend":0.1,"model":"m"}
            {"request_id":"2","call_type":"completion","startTime":"soon"}
            """, Cancellation);

        var run = await Run.Here("import", folder.File("spend.jsonl"), "--dry-run", "--server", "http://127.0.0.1:1");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("read as litellm");
        run.Error.ShouldContain("spend.jsonl:3: its startTime is no time");
        run.Error.ShouldContain("would import 1 new, 1 twice, 1 rejected");
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Batch_files_are_joined_whatever_their_order_and_requests_alone_are_refused()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"), []);
        await File.WriteAllTextAsync(folder.File("in.jsonl"), """{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"where is the harbour"}]}}""", Cancellation);
        await File.WriteAllTextAsync(folder.File("out.jsonl"), """{"id":"b1","custom_id":"a","response":{"status_code":200,"body":{"object":"chat.completion","created":1767225600,"choices":[{"message":{"role":"assistant","content":"south"}}]}},"error":null}""", Cancellation);

        (await Run.Here("import", folder.File("in.jsonl"), "--server", server.Url)).Error.ShouldContain("Name the output files too");
        var run = await Run.Here("import", folder.File("out.jsonl"), folder.File("in.jsonl"), "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        (await Run.Here("search", "harbour", "--json", "--server", server.Url)).Lines.Single().GetProperty("content_preview").GetString().ShouldBe("south");
    }

    [Fact]
    public async Task A_mapping_that_is_wrong_ends_the_command_before_anything_is_read()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("m.json"), """{"fields":{"modle":"a"}}""", Cancellation);
        await File.WriteAllTextAsync(folder.File("x.jsonl"), "{}", Cancellation);
        var run = await Run.Here("import", folder.File("x.jsonl"), "--map", folder.File("m.json"), "--server", "http://127.0.0.1:1");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("no field 'modle'");
    }

    private static long Mark(string file) => File.Exists(file + ".import") && long.TryParse(File.ReadAllText(file + ".import").Split(' ')[0], out var lines) ? lines : 0;

    private static async Task<long> CountAsync(ServerProcess server) =>
        JsonDocument.Parse(await server.Http.GetStringAsync("/api/aggregates")).RootElement.GetProperty("rows")[0].GetProperty("count").GetInt64();
}
