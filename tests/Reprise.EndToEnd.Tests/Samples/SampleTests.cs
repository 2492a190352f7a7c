using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Samples;

/// <summary>Each sample, as somebody would start it, and what is on record then.</summary>
public sealed partial class SampleTests(SampleStage stage) : IClassFixture<SampleStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_of_the_gateway()
    {
        (await stage.RunSampleAsync("Gateway")).ShouldNotBeNullOrWhiteSpace();
        var record = await stage.RecordAsync("\"capital of France\"");
        (Text(record, "provider"), Text(record, "dialect"), Text(record, "status")).ShouldBe(("openai", "openai.chat", "success"));
    }

    [Fact]
    public async Task A_chat_client_with_one_line()
    {
        (await stage.RunSampleAsync("ChatClient")).ShouldContain("Good morning!");
        var record = await stage.RecordAsync("session:sample-chat");
        (Text(record, "kind"), Text(record.GetProperty("response"), "content"), record.GetProperty("metrics").GetProperty("total_tokens").GetInt32()).ShouldBe(("llm", "Good morning!", 6));
        Text(record, "user_id").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Tools()
    {
        (await stage.RunSampleAsync("Tools")).ShouldContain("3");
        var record = await stage.RecordAsync("name:count-words");
        (Text(record, "kind"), Text(record, "status")).ShouldBe(("tool", "success"));
    }

    [Fact]
    public async Task A_web_application()
    {
        using var process = stage.Start("dotnet", SampleStage.Assembly("WebApi"));
        string? url = null;
        while (url is null && await process.StandardOutput.ReadLineAsync(Cancellation) is { } line) url = ListeningAt().Match(line) is { Success: true } match ? match.Value : null;
        var rest = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri($"{url}/hello/ann"), Cancellation)).ShouldBe("Hello, ann!");
        (await http.GetStringAsync(new Uri($"{url}/health"), Cancellation)).ShouldBe("well");
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        await Task.WhenAll(rest, errors);
        var record = await stage.RecordAsync("kind:api_request", static found => Text(found, "name") == "GET /hello/{name}");
        (Text(record, "status"), record.GetProperty("http_status").GetInt32()).ShouldBe(("success", 200));
    }

    [Fact]
    public async Task Calls_over_http()
    {
        (await stage.RunSampleAsync("HttpCalls")).ShouldContain("True");
        var record = await stage.RecordAsync("session:sample-http");
        (Text(record, "kind"), Text(record, "dialect"), Text(record, "model")).ShouldBe(("llm", "openai.chat", "gpt-4o"));
        record.GetProperty("metrics").GetProperty("total_tokens").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_command_line()
    {
        (await stage.RunSampleAsync("ConsoleProgram", "greet", "ann")).ShouldBe("Hello, ann!\n");
        var record = await stage.RecordAsync("name:greet");
        (Text(record, "kind"), record.GetProperty("metadata").GetProperty("exit_code").GetInt32()).ShouldBe(("cli_command", 0));
        record.GetRawText().ShouldNotContain("\"ann\"");
    }

    [Fact]
    public async Task A_worker_in_a_host()
    {
        await stage.RunSampleAsync("Worker");
        Text(await stage.RecordAsync("name:\"tidy up\""), "kind").ShouldBe("cli_command");
    }

    [Fact]
    public async Task Files_without_a_server()
    {
        var said = await stage.RunSampleAsync("Files", "days");
        said.ShouldContain("interactions_");
        var file = Directory.GetFiles(stage.Folder.File("days"), "interactions_*.jsonl").ShouldHaveSingleItem();
        var line = JsonElement.Parse((await File.ReadAllLinesAsync(file, Cancellation))[0]);
        (Text(line, "command"), Text(line, "interaction_type"), Text(line, "status")).ShouldBe(("status", "cli_command", "success"));
    }

    [Fact]
    public async Task The_exporter_of_open_telemetry()
    {
        (await stage.RunSampleAsync("Telemetry")).ShouldContain("True");
        var record = await stage.RecordAsync("session:sample-telemetry");
        (Text(record, "kind"), Text(record, "model"), Text(record.GetProperty("request"), "prompt")).ShouldBe(("llm", "gpt-4o", "Good morning!"));
    }

    [Theory]
    [InlineData("plain.mjs", "session:sample-plain", "tool")]
    [InlineData("opentelemetry.mjs", "session:sample-node-telemetry", "llm")]
    [InlineData("langfuse.mjs", "session:sample-langfuse", "llm")]
    public async Task Node(string script, string filter, string kind)
    {
        // Packages are looked for above the script; the tests have theirs elsewhere.
        var packages = await NodePackages.InstallAsync("clients");
        var folder = Directory.CreateDirectory(stage.Folder.File("node-" + Path.GetFileNameWithoutExtension(script))).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(packages, "node_modules"));
        File.Copy(Path.Combine(ProjectFolder.Path, "samples", "node", script), Path.Combine(folder, script));
        await stage.RunAsync("node", Path.Combine(folder, script));
        Text(await stage.RecordAsync(filter, found => Text(found, "kind") == kind), "status").ShouldBe("success");
    }

    [Fact]
    public async Task Curl()
    {
        await stage.RunAsync("sh", Path.Combine(ProjectFolder.Path, "samples", "shell", "ingest.sh"));
        Text(await stage.RecordAsync("session:sample-curl"), "kind").ShouldBe("cli_command");
    }

    [Fact]
    public async Task Python()
    {
        (await stage.RunAsync("python3", Path.Combine(ProjectFolder.Path, "samples", "python", "ingest.py"))).ShouldStartWith("20");
        Text(await stage.RecordAsync("session:sample-python"), "model").ShouldBe("gpt-4o");
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
    private static partial Regex ListeningAt();
}
