using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Store.Rollups;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

public sealed class InteractionApiTests
{
    private const string Record = """
        {"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","timestamp":"2026-01-31T12:00:00Z","kind":"llm","provider":"openai","model":"gpt-4o",
         "user_id":"u1","session_id":"s1","tags":["nightly"],"request":{"prompt":"How do I get a refund?","system_prompt":"Be kind.","parameters":{"temperature":0.2}},
         "response":{"content":"Within 30 days.","finish_reason":"stop"},"metrics":{"prompt_tokens":1000,"completion_tokens":500,"latency_ms":812}}
        """;

    [Fact]
    public async Task A_record_that_was_sent_is_found_and_opened()
    {
        await using var host = await ApiHost.StartAsync();
        var (status, result) = await host.SendAsync("/api/interactions", Record);
        status.ShouldBe(200);
        result!["stored"]!.GetValue<int>().ShouldBe(1);

        var page = await host.GetAsync("/api/interactions?q=refund%20model:gpt-4o");
        var item = page["items"]!.AsArray().ShouldHaveSingleItem()!;
        item["prompt_preview"]!.GetValue<string>().ShouldBe("How do I get a refund?");
        item["metrics"]!["total_cost_usd"]!.GetValue<decimal>().ShouldBe(0.0075m);
        page["cursor"].ShouldBeNull();

        var opened = await host.GetAsync($"/api/interactions/{item["interaction_id"]}?bodies=true");
        opened["timestamp"]!.GetValue<string>().ShouldBe("2026-01-31T12:00:00.000Z");
        opened["request"]!["parameters"]!["temperature"]!.GetValue<decimal>().ShouldBe(0.2m);
        opened["response"]!["content"]!.GetValue<string>().ShouldBe("Within 30 days.");
        opened["bodies"]!["request"]!["text"]!.GetValue<string>().ShouldContain("refund");
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_in_both_orders()
    {
        await using var host = await ApiHost.StartAsync();
        await host.IngestLinesAsync(Enumerable.Range(0, 25).Select(i => $$"""{"interaction_id":"r{{i}}","timestamp":"2026-01-01T00:00:{{i:00}}Z","request":{"prompt":"n{{i}}"} }"""));
        foreach (var order in new[] { "desc", "asc" })
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await host.GetAsync($"/api/interactions?limit=7&order={order}&cursor={cursor}");
                seen.AddRange(page["items"]!.AsArray().Select(i => i!["prompt_preview"]!.GetValue<string>()));
                cursor = page["cursor"]?.GetValue<string>();
            }
            while (cursor is not null);
            var expected = Enumerable.Range(0, 25).Select(i => $"n{i}");
            seen.ShouldBe(order == "asc" ? expected : expected.Reverse());
        }
    }

    [Fact]
    public async Task A_mistake_in_a_filter_is_a_problem_with_position_and_suggestion()
    {
        await using var host = await ApiHost.StartAsync();
        var problem = await host.ProblemAsync("/api/interactions?q=status:error%20modle:x", 400);
        problem["type"]!.GetValue<string>().ShouldBe("/problems/invalid-filter");
        problem["position"]!.GetValue<int>().ShouldBe(13);
        problem["suggestion"]!.GetValue<string>().ShouldBe("model");
    }

    [Theory]
    [InlineData("/api/interactions?limit=0", "limit")]
    [InlineData("/api/interactions?limit=1001", "limit")]
    [InlineData("/api/interactions?limit=abc", "limit")]
    [InlineData("/api/interactions?cursor=nonsense", "cursor")]
    [InlineData("/api/interactions?order=sideways", "order")]
    [InlineData("/api/interactions?from=yesterday", "yesterday")]
    [InlineData("/api/interactions?project=Not%20One", "project")]
    [InlineData("/api/interactions/not-an-id", "UUID")]
    [InlineData("/api/interactions/01997f2c-8a3e-7cc1-9d5b-0242ac120002?bodies=maybe", "bodies")]
    [InlineData("/api/aggregates?bucket=soon", "soon")]
    [InlineData("/api/aggregates?group_by=modle", "modle")]
    [InlineData("/api/aggregates?group_by=model,status,user", "2 fields")]
    [InlineData("/api/aggregates?group_by=latency_ms", "latency_ms")]
    [InlineData("/api/sessions?cursor=%F0%9F%92%A9", "cursor")]
    public async Task A_bad_parameter_is_a_problem_that_names_it(string path, string named)
    {
        await using var host = await ApiHost.StartAsync();
        (await host.ProblemAsync(path, 400))["detail"]!.GetValue<string>().ShouldContain(named);
    }

    [Fact]
    public async Task Too_many_groups_are_a_problem_that_names_the_limit()
    {
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<IInteractionStore>(new CrowdedStore()));
        var problem = await host.ProblemAsync("/api/aggregates?group_by=session", 400);
        problem["parameter"]!.GetValue<string>().ShouldBe("group_by");
        problem["detail"]!.GetValue<string>().ShouldContain("200,000");
    }

    [Fact]
    public async Task Nothing_crosses_a_project()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/interactions?project=team-a", Record);
        (await host.GetAsync("/api/interactions"))["items"]!.AsArray().ShouldBeEmpty();
        (await host.ProblemAsync("/api/interactions/01997f2c-8a3e-7cc1-9d5b-0242ac120002", 404))["type"]!.GetValue<string>().ShouldBe("/problems/interaction-not-found");
        (await host.GetAsync("/api/interactions?project=team-a"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_path_below_api_is_a_problem_too()
    {
        await using var host = await ApiHost.StartAsync();
        await host.ProblemAsync("/api/nothing", 404);
    }

    [Fact]
    public async Task Recorded_bytes_come_back_exactly_and_harmless()
    {
        await using var host = await ApiHost.StartAsync();
        byte[] bytes = [0, 255, .. "<script>alert(1)</script>"u8];
        var record = new JsonObject
        {
            ["interaction_id"] = "01997f2c-8a3e-7cc1-9d5b-0242ac120009",
            ["dialect"] = "opaque",
            ["bodies"] = new JsonObject
            {
                ["request"] = new JsonObject { ["content_type"] = "text/html\r\nSet-Cookie: a=b", ["base64"] = Convert.ToBase64String(bytes) },
                ["response"] = new JsonObject { ["content_type"] = "text/html; charset=utf-8", ["content_encoding"] = "gzip", ["base64"] = Convert.ToBase64String(bytes) },
            },
        };
        (await host.SendAsync("/api/interactions", record.ToJsonString())).Status.ShouldBe(200);
        using var handler = new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.None };
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        foreach (var side in new[] { "request", "response" })
        {
            using var response = await client.GetAsync($"/api/interactions/01997f2c-8a3e-7cc1-9d5b-0242ac120009/{side}", TestContext.Current.CancellationToken);
            (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(bytes);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
            response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            response.Headers.Contains("Set-Cookie").ShouldBeFalse();
            response.Content.Headers.ContentType!.MediaType.ShouldBe(side == "request" ? "application/octet-stream" : "text/html");
            response.Content.Headers.ContentEncoding.ShouldBe(side == "request" ? [] : ["gzip"]);
        }
    }

    [Fact]
    public async Task A_body_that_was_not_recorded_is_a_problem()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/interactions", """{"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","name":"x"}""");
        (await host.ProblemAsync("/api/interactions/01997f2c-8a3e-7cc1-9d5b-0242ac120002/response", 404))["type"]!.GetValue<string>().ShouldBe("/problems/body-not-found");
    }

    private sealed class CrowdedStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        public override Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken)
        {
            var table = new AggregateTable(query);
            for (var i = 0; i <= QueryLimits.MaxCountedGroups; i++) table.Add($"s{i}", null, new AggregateSample(0, InteractionStatus.Success));
            return Task.FromResult(table.ToResult());
        }
    }
}
