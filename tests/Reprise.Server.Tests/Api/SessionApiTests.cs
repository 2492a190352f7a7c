using System.Text.Json.Nodes;

namespace Reprise.Server.Tests.Api;

public sealed class SessionApiTests
{
    [Fact]
    public async Task Sessions_come_newest_first_each_once_with_exact_sums()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync(Enumerable.Range(0, 120).Select(i =>
            $$"""{"interaction_id":"r{{i}}","timestamp":"2026-01-01T00:{{i / 60:00}}:{{i % 60:00}}Z","session_id":"s{{i % 7}}","status":"{{(i % 10 == 0 ? "error" : "success")}}","metrics":{"prompt_tokens":1,"completion_tokens":2} }"""));
        await host.SendAsync("/api/interactions", """{"interaction_id":"alone","timestamp":"2026-01-02T00:00:00Z"}""");

        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await host.GetAsync($"/api/sessions?limit=2&cursor={cursor}");
            seen.AddRange(page["items"]!.AsArray().Select(i => i!));
            cursor = page["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        // The last interaction is r119, of session s0 (119 % 7 = 0); the one before of s6, and so on.
        seen.Select(s => s["session_id"]!.GetValue<string>()).ShouldBe(["s0", "s6", "s5", "s4", "s3", "s2", "s1"]);
        seen.Sum(s => s["interactions"]!.GetValue<int>()).ShouldBe(120);
        seen.Sum(s => s["errors"]!.GetValue<int>()).ShouldBe(12);
        seen.Sum(s => s["completion_tokens"]!.GetValue<int>()).ShouldBe(240);
    }

    [Fact]
    public async Task Sessions_of_one_millisecond_are_neither_repeated_nor_skipped()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync(Enumerable.Range(0, 9).Select(i => $$"""{"interaction_id":"r{{i}}","timestamp":"2026-01-01T00:00:00Z","session_id":"s{{i}}"}"""));
        var first = await host.GetAsync("/api/sessions?limit=4");
        var second = await host.GetAsync($"/api/sessions?limit=4&cursor={first["cursor"]}");
        var third = await host.GetAsync($"/api/sessions?limit=4&cursor={second["cursor"]}");
        JsonNode[] pages = [first, second, third];
        pages.SelectMany(p => p["items"]!.AsArray()).Select(s => s!["session_id"]!.GetValue<string>()).Order().ShouldBe(Enumerable.Range(0, 9).Select(i => $"s{i}"));
        third["cursor"].ShouldBeNull();
    }

    [Fact]
    public async Task A_session_opens_from_its_start()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync(Enumerable.Range(0, 5).Select(i => $$"""{"interaction_id":"r{{i}}","timestamp":"2026-01-01T00:00:0{{i}}Z","session_id":"a b/c","request":{"prompt":"n{{i}}"} }"""));
        var session = await host.GetAsync("/api/sessions/a%20b%2Fc?limit=3");
        session["summary"]!["interactions"]!.GetValue<int>().ShouldBe(5);
        session["items"]!.AsArray().Select(i => i!["prompt_preview"]!.GetValue<string>()).ShouldBe(["n0", "n1", "n2"]);
        var rest = await host.GetAsync($"/api/sessions/a%20b%2Fc?limit=3&cursor={session["cursor"]}");
        rest["items"]!.AsArray().Count.ShouldBe(2);
        (await host.ProblemAsync("/api/sessions/none", 404))["type"]!.GetValue<string>().ShouldBe("/problems/session-not-found");
    }

    [Fact]
    public async Task Aggregates_count_by_bucket_and_group()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync(Enumerable.Range(0, 10).Select(i =>
            $$"""{"interaction_id":"r{{i}}","timestamp":"2026-01-01T0{{i % 2}}:00:00Z","model":"m{{i % 2}}","metrics":{"latency_ms":{{i}}} }"""));
        var result = await host.GetAsync("/api/aggregates?bucket=1h&group_by=model,status");
        result["source"]!.GetValue<string>().ShouldBe("rows");
        result["truncated"]!.GetValue<bool>().ShouldBeFalse();
        var rows = result["rows"]!.AsArray();
        rows.Count.ShouldBe(2);
        rows[0]!["bucket"]!.GetValue<string>().ShouldBe("2026-01-01T00:00:00.000Z");
        rows[0]!["group"]!.AsArray().Select(g => g!.GetValue<string>()).ShouldBe(["m0", "success"]);
        rows[0]!["count"]!.GetValue<int>().ShouldBe(5);
        rows[0]!["latency_ms_p50"]!.GetValue<int>().ShouldBe(4);
    }

    [Fact]
    public async Task Fields_and_prices_are_listed()
    {
        await using var host = await ApiHost.StartAsync();
        var fields = (await host.GetAsync("/api/fields"))["items"]!.AsArray();
        fields.Single(f => f!["name"]!.GetValue<string>() == "status")!["values"]!.AsArray().Count.ShouldBe(4);
        var prices = await host.GetAsync("/api/prices?q=gpt-4o&limit=3");
        prices["items"]!.AsArray().Count.ShouldBe(3);
        prices["truncated"]!.GetValue<bool>().ShouldBeTrue();
        prices["items"]![0]!["prices"]!["input"].ShouldNotBeNull();
    }
}
