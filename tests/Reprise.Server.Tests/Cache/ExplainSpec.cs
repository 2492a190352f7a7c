using System.Text.Json.Nodes;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>What is explained is what would happen: the same headers, the same owner, the same key.</summary>
public sealed class ExplainSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Theory]
    [InlineData("OpenAI-Beta", "assistants=v2")]
    [InlineData("Reprise-User", "ann")]
    [InlineData("Reprise-Cache-Scope", "handbook")]
    [InlineData("Reprise-Cache-Inputs", "handbook=sha256:1")]
    [InlineData("Authorization", "Bearer secret")]
    public async Task A_request_is_explained_with_the_headers_it_would_carry(string name, string value)
    {
        var sharing = name switch { "Reprise-User" => "user", "Authorization" => "credential", _ => "project" };
        await using var stage = await CacheStage.StartAsync(null, null, $"Cache:Policies:default:Sharing={sharing}");
        var kept = await stage.KeepAsync(s_question, (name, value));
        (await stage.SendAsync(s_question, (name, value))).Cache.ShouldBe("hit");

        var with = await ExplainAsync(stage, Asked($$""" ,"headers":{"{{name}}":"{{value}}"} """));
        (with["status"]!.GetValue<string>(), with["candidates"]![0]!["interaction_id"]!.GetValue<string>()).ShouldBe(("hit", kept.Id));
        (await ExplainAsync(stage, Asked("")))["status"]!.GetValue<string>().ShouldNotBe("hit");
        (await ExplainAsync(stage, Asked($$""" ,"headers":{"{{name}}":"another"} """)))["status"]!.GetValue<string>().ShouldNotBe("hit");
    }

    [Fact]
    public async Task The_user_the_inputs_and_the_query_can_be_said_without_headers()
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Policies:default:Sharing=user");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{CacheStage.Path}?api-version=1") { Content = new StringContent(s_question, null, "application/json") };
        request.Headers.Add("Reprise-User", "ann");
        request.Headers.Add("Reprise-Cache-Inputs", "handbook=sha256:1");
        var before = stage.Counters.Added;
        await stage.SendAsync(request);
        await Eventually.HoldsAsync("the answer is an entry", () => stage.Counters.Added > before);

        const string all = """ ,"user_id":"ann","inputs":{"handbook":"sha256:1"},"query":"?api-version=1" """;
        (await ExplainAsync(stage, Asked(all)))["status"]!.GetValue<string>().ShouldBe("hit");
        (await ExplainAsync(stage, Asked(all.Replace("ann", "bob", StringComparison.Ordinal))))["status"]!.GetValue<string>().ShouldBe("miss");
        (await ExplainAsync(stage, Asked(all.Replace("sha256:1", "sha256:2", StringComparison.Ordinal))))["status"]!.GetValue<string>().ShouldBe("miss");
        (await ExplainAsync(stage, Asked(all.Replace("=1", "=2", StringComparison.Ordinal))))["status"]!.GetValue<string>().ShouldBe("miss");
        var nobody = await ExplainAsync(stage, Asked(""));
        (nobody["status"]!.GetValue<string>(), nobody["reason"]!.GetValue<string>()).ShouldBe(("bypass", "no_owner"));
    }

    [Fact]
    public async Task A_recorded_hit_is_explained_under_the_key_it_had()
    {
        await using var stage = await CacheStage.StartAsync();
        var kept = await stage.KeepAsync(s_question, ("OpenAI-Beta", "assistants=v2"));
        var hit = await stage.SendAsync(s_question, ("OpenAI-Beta", "assistants=v2"));
        await stage.SettleAsync();

        var said = await ExplainAsync(stage, $$"""{"interaction_id":"{{hit.Id}}"}""");
        (said["status"]!.GetValue<string>(), said["candidates"]![0]!["interaction_id"]!.GetValue<string>()).ShouldBe(("hit", kept.Id));
    }

    [Fact]
    public async Task A_header_nobody_can_read_keeps_a_request_out_and_is_said_to()
    {
        await using var stage = await CacheStage.StartAsync();
        var said = await ExplainAsync(stage, Asked(""" ,"headers":{"reprise-cache-inputs":"nonsense"} """));
        (said["status"]!.GetValue<string>(), said["reason"]!.GetValue<string>()).ShouldBe(("bypass", "not_readable"));
    }

    private static string Asked(string more) => "{\"request\":" + s_question + more + "}";

    private static async Task<JsonNode> ExplainAsync(CacheStage stage, string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var response = await stage.Server.Http.PostAsync("/api/cache/explain", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }
}
