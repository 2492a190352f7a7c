using System.Text;
using System.Text.Json.Nodes;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>Records to back up, and what a server has on record, to compare.</summary>
internal static class BackupStage
{
    /// <summary>Stands in every record and every fact; must not be found in an encrypted backup.</summary>
    public const string Planted = "xyzzy4711";

    /// <summary>What a test waits for may take long on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Stores so many records, every fifth with a fact, and two facts whose interactions never come.</summary>
    public static async Task FillAsync(HttpClient http, int count, string project = "default", int start = 0)
    {
        for (var from = 0; from < count; from += 500)
        {
            var lines = Enumerable.Range(start + from, Math.Min(500, count - from)).Select(Line);
            await PostAsync(http, $"/api/interactions?project={project}", string.Join('\n', lines));
        }

        var waiting = Enumerable.Range(0, 2).Select(i => $$"""{"fact_id":"019d0000-0000-7000-8000-{{i:x12}}","interaction_id":"019e0000-0000-7000-8000-000000000000","kind":"feedback","timestamp":"2026-03-14T12:00:00Z","value":1,"text":"{{Planted}}"}""");
        await PostAsync(http, $"/api/facts?project={project}", string.Join('\n', waiting));
    }

    /// <summary>Every record of a project as an exact line by its id, and its waiting facts by theirs.</summary>
    public static async Task<SortedDictionary<string, string>> RecordsAsync(HttpClient http, string project = "default")
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in new[] { "/api/records?order=asc", "/api/facts/waiting?" })
        {
            string? cursor = null;
            do
            {
                using var page = await http.GetAsync($"{path}&project={project}&{(path.Contains("waiting", StringComparison.Ordinal) ? "after" : "cursor")}={cursor}");
                page.EnsureSuccessStatusCode();
                foreach (var line in (await page.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    var record = JsonNode.Parse(line)!.AsObject();
                    record.Remove("project");
                    found.Add((record["exact"] is null ? record["fact_id"] : record["interaction_id"])!.GetValue<string>(), record.ToJsonString());
                }

                cursor = page.Headers.TryGetValues("Reprise-Cursor", out var values) ? values.Single() : null;
            }
            while (cursor is not null);
        }

        return found;
    }

    /// <summary>One command of <c>reprise backup</c> in this process, with a check of its exit code.</summary>
    public static async Task<Run> BackupAsync(int exitCode, params string[] args)
    {
        var run = await Run.Here(["backup", .. args]);
        run.ExitCode.ShouldBe(exitCode, run.Error);
        return run;
    }

    /// <summary>A server over an empty folder, with what a restore brought it.</summary>
    public static async Task<(ServerProcess Server, TempFolder Folder)> EmptyServerAsync()
    {
        var folder = new TempFolder();
        return (await ServerProcess.StartAsync(folder.Path, []), folder);
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    public static async Task PostAsync(HttpClient http, string path, string lines)
    {
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var response = await http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        if (JsonNode.Parse(text)!["rejected"] is { } rejected) rejected.GetValue<int>().ShouldBe(0, text);
    }

    private static string Line(int i)
    {
        var time = new DateTimeOffset(2026, 3, 14, 0, 0, 0, TimeSpan.Zero).AddSeconds(i);
        var asked = $"question {i} {Planted} Köln {new string((char)('a' + (i % 26)), i % 700)}";
        var record = new JsonObject
        {
            ["interaction_id"] = IdOf(i),
            ["timestamp"] = time.ToString("O"),
            ["provider"] = "openai",
            ["dialect"] = "openai.chat",
            ["model"] = "gpt-4o",
            ["user_id"] = $"{Planted}-{i % 7}",
            ["session_id"] = $"s{i / 10}",
            ["tags"] = new JsonArray(Planted),
            ["metadata"] = new JsonObject { ["n"] = i, ["secret"] = Planted },
            ["metrics"] = new JsonObject { ["latency_ms"] = i % 3000, ["prompt_tokens"] = i },
            ["bodies"] = new JsonObject
            {
                ["request"] = new JsonObject
                {
                    ["content_type"] = "application/json",
                    ["text"] = new JsonObject { ["model"] = "gpt-4o", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = asked }) }.ToJsonString(),
                },
                ["response"] = new JsonObject { ["base64"] = Convert.ToBase64String([0xFF, 0xFE, (byte)i, .. Encoding.UTF8.GetBytes(Planted)]) },
                ["response_headers"] = new JsonArray(new JsonArray("x-request-id", $"{i}")),
            },
        };
        if (i % 5 == 0) record["facts"] = new JsonArray(new JsonObject { ["fact_id"] = $"fact-{i}", ["kind"] = "label", ["name"] = "topic", ["text"] = Planted });
        return record.ToJsonString();
    }

    /// <summary>A UUIDv7 of a second of its own.</summary>
    private static string IdOf(int i)
    {
        var time = $"{new DateTimeOffset(2026, 3, 14, 0, 0, 0, TimeSpan.Zero).AddSeconds(i).ToUnixTimeMilliseconds():x12}";
        return $"{time[..8]}-{time[8..]}-7000-8000-{i:x12}";
    }
}
