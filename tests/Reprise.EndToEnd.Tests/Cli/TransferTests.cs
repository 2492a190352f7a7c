using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

public class TransferTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_writes_every_record_once_oldest_first()
    {
        await using var server = await FakeServer.StartAsync(1234);

        var run = await Run.Here("export", "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        Ids(run.Output).ShouldBe(Enumerable.Range(0, 1234).Select(static i => $"01900000-0000-7000-8000-{i:x12}").Order());
        run.Error.ShouldContain("Exported 1,234 records");
    }

    [Fact]
    public async Task An_interrupted_export_leaves_no_half_file_and_continues_where_it_was()
    {
        await using var server = await FakeServer.StartAsync(300);
        using var folder = new TempFolder();
        using var interrupt = new CancellationTokenSource();
        server.PageSize = 20;
        server.Intercept = async context =>
        {
            if (context.Request.Query["cursor"] == "200") await interrupt.CancelAsync();
            return false;
        };

        var first = await Run.Here(new RunSettings { CancellationToken = interrupt.Token }, "export", "-o", folder.File("x.jsonl"), "--server", server.Url);
        first.ExitCode.ShouldBe(130);
        File.Exists(folder.File("x.jsonl")).ShouldBeFalse();
        await File.AppendAllTextAsync(folder.File("x.jsonl.partial"), "{\"interaction_id\":\"torn", Cancellation);

        server.Intercept = null;
        var calls = server.Calls.Count;
        var second = await Run.Here("export", "-o", folder.File("x.jsonl"), "--resume", "--server", server.Url);

        second.ExitCode.ShouldBe(0, second.Error);
        Ids(await File.ReadAllTextAsync(folder.File("x.jsonl"), Cancellation)).ShouldBe(Enumerable.Range(0, 300).Select(static i => $"01900000-0000-7000-8000-{i:x12}").Order());
        File.Exists(folder.File("x.jsonl.partial")).ShouldBeFalse();
        (server.Calls.Count - calls).ShouldBeLessThan(8);
    }

    [Fact]
    public async Task A_finished_export_can_be_continued_with_what_came_since_also_within_one_millisecond()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        for (var i = 0; i < 5; i++) server.Add(i, timestamp: "2026-01-01T00:00:00.000Z");
        (await Run.Here("export", "-o", folder.File("x.jsonl"), "--server", server.Url)).ExitCode.ShouldBe(0);
        for (var i = 5; i < 9; i++) server.Add(i, timestamp: "2026-01-01T00:00:00.000Z");

        (await Run.Here("export", "-o", folder.File("x.jsonl"), "--resume", "--server", server.Url)).ExitCode.ShouldBe(0);

        Ids(await File.ReadAllTextAsync(folder.File("x.jsonl"), Cancellation)).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Export_does_not_replace_a_file_unasked()
    {
        await using var server = await FakeServer.StartAsync(1);
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("x.jsonl"), "mine", Cancellation);

        (await Run.Here("export", "-o", folder.File("x.jsonl"), "--server", server.Url)).ExitCode.ShouldBe(1);
        (await File.ReadAllTextAsync(folder.File("x.jsonl"), Cancellation)).ShouldBe("mine");
        (await Run.Here("export", "-o", folder.File("x.jsonl"), "--force", "--server", server.Url)).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("monitor", "{\"interaction_id\":\"01900000-0000-7000-8000-000000000001\",\"timestamp\":\"2026-01-01T00:00:00.000Z\"}\n")]
    [InlineData("jsonl", "{\"one\":\"line without an end\"}")]
    [InlineData("jsonl", "no export at all\n")]
    [InlineData("jsonl", "{\"interaction_id\":\"01900000-0000-7000-8000-000000000001\",\"timestamp\":\"2026-01-01T00:00:00.000Z\"}\n{\"half")]
    [InlineData("csv", "a,b\n")]
    public async Task A_file_that_is_no_export_of_this_format_is_not_continued_and_stays_as_it_is(string format, string content)
    {
        await using var server = await FakeServer.StartAsync(1);
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("x"), content, Cancellation);

        (await Run.Here("export", "-o", folder.File("x"), "--format", format, "--resume", "--server", server.Url)).ExitCode.ShouldBe(1);

        (await File.ReadAllTextAsync(folder.File("x"), Cancellation)).ShouldBe(content);
        File.Exists(folder.File("x.partial")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_exported_with_gzip_is_imported_whole()
    {
        await using var server = await FakeServer.StartAsync(700);
        using var folder = new TempFolder();
        (await Run.Here("export", "-o", folder.File("x.jsonl.gz"), "--server", server.Url)).ExitCode.ShouldBe(0);
        server.Clear();

        var run = await Run.Here("import", folder.File("x.jsonl.gz"), "--json", "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Lines.Single().GetProperty("stored").GetInt32().ShouldBe(700);
        server.Count.ShouldBe(700);
        (await Run.Here("import", folder.File("x.jsonl.gz"), "--json", "--server", server.Url)).Lines.Single().GetProperty("known").GetInt32().ShouldBe(700);
    }

    [Fact]
    public async Task Import_reports_bad_lines_by_number_and_keeps_the_good_ones()
    {
        await using var server = await FakeServer.StartAsync();
        var text = """
            {"interaction_id":"01900000-0000-7000-8000-000000000001","kind":"llm"}
            {"interaction_id":

            [1,2]
            {"interaction_id":"01900000-0000-7000-8000-000000000002","kind":"nonsense"}
            {"kind":"event"}
            {"interaction_id":"01900000-0000-7000-8000-000000000003"
            """;

        var run = await Run.Here(new RunSettings { Input = Encoding.UTF8.GetBytes(text) }, "import", "--server", server.Url);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("standard input:2: not valid JSON");
        run.Error.ShouldContain("standard input:4: not a JSON object");
        run.Error.ShouldContain("standard input:5: kind: 'nonsense' is not a kind");
        run.Error.ShouldContain("standard input:7: not valid JSON; the file seems to be cut off here");
        run.Error.ShouldContain("2 new, 0 known, 4 rejected");
        server.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Records_without_an_id_are_stored_once_however_often_they_are_imported()
    {
        await using var server = await FakeServer.StartAsync();
        var settings = new RunSettings { Input = "{}\n{\"kind\":\"event\"}\n{\"kind\":\"event\"}\n{ \"interaction_id\": null }\n"u8.ToArray() };

        (await Run.Here(settings, "import", "-", "--server", server.Url)).ExitCode.ShouldBe(0);
        var again = await Run.Here(settings, "import", "--json", "--server", server.Url);

        again.Lines.Single().GetProperty("known").GetInt32().ShouldBe(4);
        server.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("project")]
    [InlineData("content")]
    [InlineData("format")]
    public async Task The_mark_of_an_import_counts_for_that_import_alone(string difference)
    {
        await using var server = await FakeServer.StartAsync();
        await using var other = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        var file = folder.File("x.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 700).Select(static i => $"{{\"interaction_id\":\"01900000-0000-7000-8000-{i:x12}\"}}"), Cancellation);
        var batches = 0;
        server.Intercept = context =>
        {
            if (context.Request.Method == "POST" && ++batches == 2) context.Abort();
            return Task.FromResult(batches == 2);
        };
        (await Run.Here("import", file, "--server", server.Url)).ExitCode.ShouldBe(3);
        File.Exists(file + ".import").ShouldBeTrue();
        if (difference == "content") await File.WriteAllLinesAsync(file, Enumerable.Range(1000, 700).Select(static i => $"{{\"interaction_id\":\"01900000-0000-7000-8000-{i:x12}\"}}"), Cancellation);
        string[] options = difference switch { "project" => ["--project", "b"], "format" => ["--format", "jsonl"], _ => [] };

        var run = await Run.Here(["import", file, "--resume", "--json", .. options, "--server", difference == "server" ? other.Url : server.Url]);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("the mark of another import");
        var result = run.Lines.Single();
        (result.GetProperty("stored").GetInt32() + result.GetProperty("known").GetInt32()).ShouldBe(700, "everything was sent again");
    }

    [Fact]
    public async Task Requests_of_two_batches_with_the_same_ids_are_refused_together()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        foreach (var month in new[] { "jan", "feb" })
        {
            await File.WriteAllTextAsync(folder.File($"{month}_in.jsonl"), $$$"""{"custom_id":"request-1","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"{{{month}}}"}]}}""" + "\n", Cancellation);
            await File.WriteAllTextAsync(folder.File($"{month}_out.jsonl"), $$$"""{"id":"batch_req_{{{month}}}","custom_id":"request-1","response":{"status_code":200,"body":{"object":"chat.completion","created":1767225600,"model":"m","choices":[]}},"error":null}""" + "\n", Cancellation);
        }

        var refused = await Run.Here("import", folder.File("jan_in.jsonl"), folder.File("jan_out.jsonl"), folder.File("feb_in.jsonl"), folder.File("feb_out.jsonl"), "--server", server.Url);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("one batch at a time");
        server.Count.ShouldBe(0);
        (await Run.Here("import", folder.File("jan_in.jsonl"), folder.File("jan_in.jsonl"), folder.File("jan_out.jsonl"), "--server", server.Url)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task An_interrupted_import_continues_behind_what_was_acknowledged()
    {
        await using var server = await FakeServer.StartAsync();
        using var folder = new TempFolder();
        var lines = Enumerable.Range(0, 1700).Select(static i => $"{{\"interaction_id\":\"01900000-0000-7000-8000-{i:x12}\"}}");
        await File.WriteAllLinesAsync(folder.File("x.jsonl"), lines, Cancellation);
        var batches = 0;
        server.Intercept = context =>
        {
            if (context.Request.Method == "POST" && ++batches == 3) context.Abort();
            return Task.FromResult(batches == 3);
        };

        var first = await Run.Here("import", folder.File("x.jsonl"), "--server", server.Url);
        first.ExitCode.ShouldBe(3, first.Error);
        server.Count.ShouldBe(1000);
        var second = await Run.Here("import", folder.File("x.jsonl"), "--resume", "--json", "--server", server.Url);

        second.ExitCode.ShouldBe(0, second.Error);
        second.Lines.Single().GetProperty("stored").GetInt32().ShouldBe(700);
        second.Lines.Single().GetProperty("known").GetInt32().ShouldBe(0);
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Compressed_input_is_known_by_its_first_bytes()
    {
        await using var server = await FakeServer.StartAsync();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write("{\"interaction_id\":\"a\"}\n"u8);

        (await Run.Here(new RunSettings { Input = packed.ToArray() }, "import", "--server", server.Url)).ExitCode.ShouldBe(0);
        server.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_that_stops_early_ends_the_command_quietly()
    {
        await using var server = await FakeServer.StartAsync(2000);
        using var process = Run.Start("search", "--all", "--json", "--server", server.Url);
        (await process.StandardOutput.ReadLineAsync(Cancellation)).ShouldNotBeNull();
        process.StandardOutput.Close();

        (await process.StandardError.ReadToEndAsync(Cancellation)).ShouldBeEmpty();
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0);
    }

    private static List<string?> Ids(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("interaction_id").GetString())];
}
