using System.Text.Json;
using System.Text.RegularExpressions;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

public sealed class FileSinkTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2025, 12, 15, 10, 30, 45, 123, TimeSpan.Zero);
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _time = new(_start);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_line_is_laid_out_as_the_monitor_lays_it_out()
    {
        await WriteAsync(Of("status", 0) with { Metrics = new MetricsDocument { LatencyMs = 45 }, UserId = "user123" });
        var line = (await File.ReadAllLinesAsync(Interactions(0))).Single();
        var hash = JsonDocument.Parse(line).RootElement.GetProperty("user_hash").GetString()!;
        Regex.IsMatch(hash, "^[0-9a-f]{16}$", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeTrue();
        line.ShouldBe("{\"timestamp\":\"2025-12-15T10:30:45.123000\",\"interaction_type\":\"cli_command\",\"command\":\"status\",\"status\":\"success\",\"duration_ms\":45.0,"
            + "\"error_message\":null,\"metadata\":{},\"session_id\":\"2025121510\",\"user_hash\":\"" + hash + "\"}");
    }

    [Fact]
    public async Task Statuses_are_the_four_words_of_the_monitor()
    {
        await WriteAsync(
            Of("a", 0), Of("b", 1) with { Status = "error", ErrorCode = "failure" }, Of("c", 2) with { Status = "error", ErrorMessage = "broke" },
            Of("d", 3) with { Status = "timeout" }, Of("e", 4) with { Status = "cancelled" });
        Lines(0).Select(line => line.GetProperty("status").GetString()).ShouldBe(["success", "failure", "error", "timeout", "failure"]);
        Lines(0)[2].GetProperty("error_message").GetString().ShouldBe("broke");
    }

    [Fact]
    public async Task What_has_no_field_stands_in_the_metadata_without_contents()
    {
        var record = Of("ask", 0) with
        {
            Kind = "llm", Model = "m", Request = new RequestDocument { Prompt = "secret prompt" }, Metrics = new MetricsDocument { PromptTokens = 3 }, Metadata = JsonDocument.Parse("{\"own\":1}").RootElement, UserId = "ann@example.com",
        };
        await WriteAsync(record);
        var text = await File.ReadAllTextAsync(Interactions(0));
        text.ShouldNotContain("secret prompt");
        text.ShouldNotContain("ann@example.com");
        var metadata = Lines(0)[0].GetProperty("metadata");
        metadata.GetProperty("own").GetInt32().ShouldBe(1);
        metadata.GetProperty("reprise").GetProperty("model").GetString().ShouldBe("m");
    }

    [Fact]
    public async Task Each_day_has_its_file_and_old_ones_go()
    {
        await WriteAsync(Of("a", 0), Of("b", 24 * 60), Of("c", -24 * 60));
        Directory.EnumerateFiles(_folder.Path, "interactions_*").Count().ShouldBe(3);
        _time.Advance(TimeSpan.FromDays(90));
        await WriteAsync(Of("d", 90 * 24 * 60));
        Directory.EnumerateFiles(_folder.Path, "interactions_*").Select(Path.GetFileName).Order().ShouldBe(["interactions_2025-12-15.jsonl", "interactions_2025-12-16.jsonl", "interactions_2026-03-15.jsonl"]);
    }

    [Fact]
    public async Task Profiles_say_what_a_user_does()
    {
        var records = Enumerable.Range(0, 20).Select(i => Of(i % 4 == 0 ? "query" : "status", i * 60) with
        {
            UserId = "ann", SessionId = $"s{i / 2}", Status = i == 3 ? "timeout" : "success", Metadata = JsonDocument.Parse("{\"expert\":\"code_expert\"}").RootElement,
        });
        await WriteAsync([.. records, Of("other", 5) with { UserId = "bob" }]);
        using var profiles = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "user_profiles.json")));
        profiles.RootElement.EnumerateObject().Count().ShouldBe(2);
        var ann = profiles.RootElement.EnumerateObject().Single(p => p.Value.GetProperty("total_interactions").GetInt64() == 20).Value;
        ann.EnumerateObject().Select(member => member.Name).ShouldBe(["user_hash", "total_interactions", "success_rate", "avg_session_duration_minutes", "peak_usage_hours", "common_commands", "common_errors", "preferred_experts", "last_updated"]);
        ann.GetProperty("success_rate").GetDouble().ShouldBe(0.95);
        ann.GetProperty("avg_session_duration_minutes").GetDouble().ShouldBe(60);
        ann.GetProperty("common_commands").EnumerateArray().Select(c => c.GetString()).ShouldBe(["status", "query"]);
        ann.GetProperty("common_errors")[0].GetString().ShouldBe("timeout");
        ann.GetProperty("preferred_experts")[0].GetString().ShouldBe("code_expert");
        ann.GetProperty("peak_usage_hours").GetArrayLength().ShouldBe(4);
        ann.GetProperty("last_updated").GetString().ShouldBe("2025-12-16T05:30:45.123000");
    }

    [Fact]
    public async Task Patterns_are_what_is_repeated_retried_and_paired()
    {
        var records = new List<InteractionDocument>();
        for (var i = 0; i < 4; i++)
        {
            records.Add(Of("build", records.Count) with { Status = "error", SessionId = "s", UserId = "ann" });
            records.Add(Of("build", records.Count) with { SessionId = "s", UserId = "ann" });
            records.Add(Of("test", records.Count) with { SessionId = "s", UserId = "ann" });
        }

        await WriteAsync([.. records, Of("once", 99) with { SessionId = "s" }]);
        using var patterns = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "patterns.json")));
        var all = patterns.RootElement.EnumerateObject().ToList();
        all[0].Name.ShouldBe("pattern_001");
        all[0].Value.EnumerateObject().Select(member => member.Name).ShouldBe(["pattern_id", "pattern_type", "frequency", "first_seen", "last_seen", "confidence", "description", "examples"]);
        var found = all.Select(p => (p.Value.GetProperty("pattern_type").GetString()!, p.Value.GetProperty("examples")[0].GetString()!, p.Value.GetProperty("frequency").GetInt64(), p.Value.GetProperty("confidence").GetDouble())).Order().ToList();
        found.ShouldBe([("command_sequence", "build", 4, 1.0), ("command_sequence", "test", 3, 1.0), ("repetitive_command", "build", 8, 0.8), ("repetitive_command", "test", 4, 0.67), ("retry_after_error", "build", 4, 1.0)]);
    }

    [Fact]
    public async Task Counting_goes_on_where_it_was_and_begins_anew_where_nothing_is_known()
    {
        await WriteAsync(Of("a", 0) with { UserId = "u" });
        await WriteAsync(Of("a", 1) with { UserId = "u" });
        var profiles = Path.Combine(_folder.Path, "user_profiles.json");
        var before = await File.ReadAllTextAsync(profiles);
        before.ShouldContain("\"total_interactions\": 2");
        File.Delete(Path.Combine(_folder.Path, ".state.json"));
        await WriteAsync(Of("a", 2) with { UserId = "u" });
        (await File.ReadAllTextAsync(profiles)).ShouldContain("\"total_interactions\": 3");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, ".state.json"), "{ not json");
        await WriteAsync(Of("a", 3) with { UserId = "u" });
        (await File.ReadAllTextAsync(profiles)).ShouldContain("\"total_interactions\": 4");
    }

    [Fact]
    public async Task A_line_that_was_cut_short_is_taken_off()
    {
        await WriteAsync(Of("a", 0));
        await File.AppendAllTextAsync(Interactions(0), "{\"timestamp\":\"20");
        await WriteAsync(Of("b", 1));
        Lines(0).Select(line => line.GetProperty("command").GetString()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Processes_share_a_folder_and_its_users()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            await using var sink = new FileSink(new FileSinkOptions { Folder = _folder.Path, RetentionDays = 0 });
            for (var i = 0; i < 10; i++) await sink.WriteAsync([Line(Of("a", 0) with { UserId = "u" })], CancellationToken.None);
        })));
        Lines(0).Count.ShouldBe(60);
        Lines(0).Select(line => line.GetProperty("user_hash").GetString()).Distinct().Count().ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "user_profiles.json"))).ShouldContain("\"total_interactions\": 60");
    }

    [Fact]
    public async Task Nobody_but_the_owner_can_read_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await WriteAsync(Of("a", 0));
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var path in Directory.EnumerateFiles(_folder.Path)) (File.GetUnixFileMode(path) & Others).ShouldBe(UnixFileMode.None, path);
    }

    [Fact]
    public async Task A_day_that_cannot_be_written_leaves_nothing_of_the_batch_behind()
    {
        Directory.CreateDirectory(Interactions(1));
        await Should.ThrowAsync<Exception>(() => WriteAsync(Of("a", 0), Of("b", 24 * 60)));
        Directory.Delete(Interactions(1));
        await WriteAsync(Of("a", 0), Of("b", 24 * 60));
        Lines(0).Count.ShouldBe(1);
        Lines(1).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Import_reads_the_files()
    {
        await WriteAsync(Of("ask", 0) with { Kind = "llm", Model = "m", UserId = "u" });
        var line = JsonDocument.Parse(await File.ReadAllTextAsync(Interactions(0))).RootElement;
        var reader = new DocumentReader(Reprise.Wire.DialectCatalog.FindByName, _time);
        reader.Read(line, "default").Record!.Interaction.ShouldSatisfyAllConditions(i => i.Name.ShouldBe("ask"), i => i.Timestamp.ShouldBe(_start), i => i.UserId!.Length.ShouldBe(16));
    }

    private static InteractionDocument Of(string command, int minute) => new() { InteractionId = $"{command}{minute}", Timestamp = _start.AddMinutes(minute), Kind = "cli_command", Name = command, Status = "success" };

    private static RecordLine Line(InteractionDocument record) => new(JsonSerializer.SerializeToUtf8Bytes(record, DocumentJson.Relaxed.InteractionDocument));

    private string Interactions(int day) => Path.Combine(_folder.Path, $"interactions_{_start.AddDays(day):yyyy-MM-dd}.jsonl");

    private List<JsonElement> Lines(int day) => [.. File.ReadAllLines(Interactions(day)).Select(line => JsonDocument.Parse(line).RootElement)];

    private async Task WriteAsync(params InteractionDocument[] records)
    {
        await using var sink = new FileSink(new FileSinkOptions { Folder = _folder.Path }, _time);
        (await sink.WriteAsync([.. records.Select(Line)], CancellationToken.None)).ShouldBe(0);
    }
}
