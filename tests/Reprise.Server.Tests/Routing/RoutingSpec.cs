using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Server.Tests.Budgets;
using Reprise.Tests;

namespace Reprise.Server.Tests.Routing;

/// <summary>Routes at the gateway: what reaches the provider, what is on record, what happens when a target fails.</summary>
public sealed class RoutingSpec
{
    private const string Simple = """{ "model" : "auto",  "messages":[{"role":"user","content":"What is the capital of France? \u00e9é"}], "seed":1.0 }""";
    private static readonly RouteTarget s_cheap = new() { Name = "cheap", Model = "gpt-4o-mini", UpTo = 20 };
    private static readonly RouteTarget s_strong = new() { Name = "strong", Model = "gpt-4o" };

    [Fact]
    public async Task Only_the_model_is_another_one_and_the_record_says_why()
    {
        await using var stage = await KeyStage.StartAsync();
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Complexity, Targets = [s_cheap, s_strong] });
        using var response = await stage.CallAsync(key, Simple);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (response.Headers.GetValues("Reprise-Route").Single(), response.Headers.GetValues("Reprise-Target").Single()).ShouldBe(("r", "cheap"));
        var sent = Simple.Replace("\"auto\"", "\"gpt-4o-mini\"", StringComparison.Ordinal);
        stage.Seen.ShouldHaveSingleItem().ShouldEndWith("\n\n" + sent);
        var record = await stage.Server.RecordedAsync(response);
        record.Interaction.Model.ShouldBe("gpt-4o-mini");
        System.Text.Encoding.UTF8.GetString(record.Request!.Bytes.Span).ShouldBe(sent);
        var metadata = JsonNode.Parse(record.Interaction.Metadata!)!;
        (metadata["reprise_asked_model"]!.GetValue<string>(), metadata["reprise_route"]!.GetValue<string>(), metadata["reprise_target"]!.GetValue<string>()).ShouldBe(("auto", "r", "cheap"));
        metadata["reprise_route_reason"]!.GetValue<string>().ShouldStartWith("complexity");
        using var hard = await stage.CallAsync(key, """{"model":"auto","messages":[{"role":"user","content":"Prove step by step, compare both designs and analyse why each must hold; justify the trade-off."}]}""");
        hard.Headers.GetValues("Reprise-Target").ShouldBe(["strong"]);
    }

    [Fact]
    public async Task What_no_route_takes_goes_out_as_it_came()
    {
        await using var stage = await KeyStage.StartAsync();
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Targets = [s_strong] });
        const string Body = """{"model" :"gpt-4o-mini","messages":[]}""";
        using var response = await stage.CallAsync(key, Body);
        stage.Seen.ShouldHaveSingleItem().ShouldEndWith("\n\n" + Body);
        response.Headers.Contains("Reprise-Route").ShouldBeFalse();
        JsonNode.Parse((await stage.Server.RecordedAsync(response)).Interaction.Metadata!)!["reprise_route"].ShouldBeNull();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_target_that_fails_is_followed_by_the_next_before_the_client_sees_anything(int status)
    {
        await using var stage = await KeyStage.StartAsync(async (context, body) =>
        {
            if (!body.Contains("gpt-4o-mini", StringComparison.Ordinal))
            {
                await KeyStage.AnswerAsync(context);
                return;
            }

            context.Response.StatusCode = status;
            await context.Response.WriteAsync("""{"error":{"message":"no"}}""");
        });
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Targets = [s_cheap with { UpTo = null }, s_strong] });
        using var response = await stage.CallAsync(key, Simple);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Reprise-Target").ShouldBe(["strong"]);
        stage.Seen.Count.ShouldBe(2);
        stage.Seen.Last().ShouldEndWith(Simple.Replace("\"auto\"", "\"gpt-4o\"", StringComparison.Ordinal));
        var record = (await stage.Server.RecordedAsync(response)).Interaction;
        (record.Model, record.Status).ShouldBe(("gpt-4o", InteractionStatus.Success));
        JsonNode.Parse(record.Metadata!)!["reprise_failed_targets"]!.GetValue<string>().ShouldBe($"cheap ({status})");
        using var report = await stage.Server.Http.SendAsync(Asking("/api/routes/r/report", await ReaderAsync(stage)), TestContext.Current.CancellationToken);
        var row = JsonNode.Parse(await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["targets"]![0]!;
        (row["target"]!.GetValue<string>(), row["calls"]!.GetValue<int>(), row["fell_back"]!.GetValue<int>(), row["scored"]!.GetValue<int>(), row["cost_usd"]!.GetValue<decimal>()).ShouldBe(("strong", 1, 1, 0, 0.01m));
    }

    [Fact]
    public async Task When_all_fail_or_no_other_is_wanted_the_last_ones_answer_is_the_clients()
    {
        await using var stage = await KeyStage.StartAsync(async (context, body) =>
        {
            context.Response.StatusCode = 503;
            await context.Response.WriteAsync(body.Contains("mini", StringComparison.Ordinal) ? "first" : "second");
        });
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Targets = [s_cheap with { UpTo = null }, s_strong] });
        using (var both = await stage.CallAsync(key, Simple)) (await both.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("second");
        await SetAsync(stage, new RouteValues { Models = ["auto"], Targets = [s_cheap with { UpTo = null }, s_strong], Fallback = false });
        using var one = await stage.CallAsync(key, Simple);
        (await one.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("first");
    }

    [Fact]
    public async Task Another_provider_gets_its_own_key_and_one_of_another_dialect_is_refused_in_words()
    {
        await using var stage = await KeyStage.StartAsync();
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Targets = [new RouteTarget { Name = "there", Provider = "other", Model = "m" }] });
        using (var response = await stage.CallAsync(key, Simple))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            stage.Seen.ShouldHaveSingleItem().ShouldContain("Bearer sk-other");
            (await stage.Server.RecordedAsync(response)).Interaction.Provider.ShouldBe("other");
        }

        await SetAsync(stage, new RouteValues { Models = ["auto"], Targets = [new RouteTarget { Name = "there", Provider = "anthropic", Model = "claude-haiku-4-5" }] });
        using var refused = await stage.CallAsync(key, Simple);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("requests are not translated");
        stage.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_cache_keeps_an_answer_under_the_model_that_gave_it()
    {
        await using var stage = await KeyStage.StartAsync((context, body) => KeyStage.AnswerAsync(context, body.Contains("mini", StringComparison.Ordinal) ? "gpt-4o-mini" : "gpt-4o"), null, "Cache:Policies:exact:Sharing=project");
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Targets = [s_cheap with { UpTo = null }] });
        async Task<(string Cache, string Answer)> AskAsync()
        {
            using var response = await stage.CallAsync(key, Simple.Replace("1.0", "1", StringComparison.Ordinal), headers: ("Reprise-Cache-Policy", "exact"));
            await stage.SettledAsync();
            return (response.Headers.TryGetValues("Reprise-Cache", out var values) ? values.Single() : "", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        (await AskAsync()).Cache.ShouldBe("miss");
        await Eventually.HoldsAsync("the answer is kept", async () => (await AskAsync()).Cache == "hit");
        await SetAsync(stage, new RouteValues { Models = ["auto"], Targets = [s_strong] });
        var (cache, answer) = await AskAsync();
        cache.ShouldBe("miss");
        answer.ShouldContain("\"gpt-4o\"");
    }

    [Fact]
    public async Task A_session_stays_with_its_target()
    {
        await using var stage = await KeyStage.StartAsync();
        var key = await StartAsync(stage, new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Weighted, Targets = [s_cheap with { UpTo = null, Weight = 1 }, s_strong with { Weight = 1 }] });
        var targets = new Dictionary<string, HashSet<string>>();
        for (var i = 0; i < 60; i++)
        {
            using var response = await stage.CallAsync(key, Simple, headers: ("Reprise-Session", $"s{i % 12}"));
            if (!targets.TryGetValue($"s{i % 12}", out var seen)) targets[$"s{i % 12}"] = seen = [];
            seen.Add(response.Headers.GetValues("Reprise-Target").Single());
        }

        targets.Values.ShouldAllBe(static seen => seen.Count == 1);
        targets.Values.SelectMany(static seen => seen).Distinct().Count().ShouldBe(2);
    }

    private static async Task<string> StartAsync(KeyStage stage, RouteValues values)
    {
        await SetAsync(stage, values);
        return await stage.KeyAsync(null);
    }

    private static Task<Route> SetAsync(KeyStage stage, RouteValues values) => stage.Server.Services.GetRequiredService<Routes>().SetAsync("default", "r", values, "test", CancellationToken.None);

    private static async Task<string> ReaderAsync(KeyStage stage)
    {
        var wanted = new Reprise.Access.ApiKey { Id = "", SecretHash = "", CreatedBy = "", Name = "reader", Project = "default", Role = Reprise.Access.Role.Reviewer };
        return (await stage.Server.Services.GetRequiredService<Reprise.Access.ApiKeys>().CreateAsync(wanted, "test", CancellationToken.None)).Text.Reveal();
    }

    private static HttpRequestMessage Asking(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Reprise-Key", key);
        return request;
    }
}
