using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Reprise.Cache.Policies;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Server.Tests.Api;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>Through the typed client, over real HTTP.</summary>
public sealed class PolicyApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_that_is_set_is_in_force_at_once_in_its_project_and_can_be_taken_back()
    {
        await using var host = await ApiHost.StartAsync(null, ("Cache:Policies:default:MinQuality", "0.5"));
        using var client = new RepriseClient(host.Client, "shop");
        using var other = new RepriseClient(host.Client, "other");
        (await client.GetCachePolicyAsync("default", Cancellation)).Source.ShouldBe("Cache:Policies:default");

        var set = await client.SetCachePolicyAsync("faq", new CachePolicyValues { Mode = "shadow", MaxAgeHours = 6 }, cancellationToken: Cancellation);
        (set.Source, set.Values.Mode, set.Values.MaxAgeHours, set.Values.MinQuality).ShouldBe(("setting of project shop", "shadow", 6, 0.7));
        await client.SetCachePolicyAsync("default", new CachePolicyValues { CheckRate = 0.5 }, installation: true, Cancellation);
        var elsewhere = await other.ListCachePoliciesAsync(Cancellation);
        elsewhere.Items.Select(static policy => policy.Name).ShouldBe(["aggressive", "conservative", "default", "tools"]);
        elsewhere.Items.Single(static policy => policy.Name == "default").Values.ShouldBe(CachePolicyValues.Of(CachePresets.Default with { MinQuality = 0.5, CheckRate = 0.5 }));

        (await client.UnsetCachePolicyAsync("faq", cancellationToken: Cancellation)).Items.ShouldNotContain(static policy => policy.Name == "faq");
        (await Should.ThrowAsync<RepriseApiException>(() => client.UnsetCachePolicyAsync("faq", cancellationToken: Cancellation))).Message.ShouldContain("faq");
        var log = await client.ListAuditAsync(new AuditSearch { Action = "cache.policy.*" }, Cancellation).ToListAsync(Cancellation);
        log.Select(static entry => (entry.Action, entry.Subject)).ShouldBe([("cache.policy.unset", "faq"), ("cache.policy.set", "faq")]);
    }

    [Fact]
    public async Task Which_requests_take_part_can_be_said_for_a_project_and_taken_back()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        (await client.SetCacheUseAsync(new CacheUseValues { Use = "always", Policy = "conservative" }, cancellationToken: Cancellation)).Use.ShouldBe("always");
        var list = await client.ListCachePoliciesAsync(Cancellation);
        (list.Use, list.Policy).ShouldBe(("always", "conservative"));
        (await client.SetCacheUseAsync(new CacheUseValues(), cancellationToken: Cancellation)).Use.ShouldBe("asked");
        (await Should.ThrowAsync<RepriseApiException>(() => client.SetCacheUseAsync(new CacheUseValues { Policy = "nobody" }, cancellationToken: Cancellation))).Message.ShouldContain("conservative");
    }

    [Theory]
    [InlineData("policies/mine", """{"min_quality":2}""", "min_quality is 2")]
    [InlineData("policies/mine", """{"mode":"on"}""", "off, shadow, serve")]
    [InlineData("policies/mine", """{"min_qualty":0.5}""", "min_qualty")]
    [InlineData("policies/Not%20good", "{}", "a-z")]
    [InlineData("policies/mine?scope=world", "{}", "world")]
    [InlineData("use", """{"use":"sometimes"}""", "asked, always, never")]
    public async Task What_cannot_be_is_refused_and_nothing_changes(string path, string body, string said)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await host.Client.PutAsync($"/api/cache/{path}", content, Cancellation);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        ((int)response.StatusCode).ShouldBe(400, problem.ToJsonString());
        problem["detail"]!.GetValue<string>().ShouldContain(said);
        (await host.GetAsync("/api/cache/policies"))["items"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_mistake_in_configuration_stops_the_start_with_the_name_of_the_setting()
    {
        var failure = await Should.ThrowAsync<Exception>(() => ApiHost.StartAsync(null, ("Cache:Policies:default:AcceptedWrongRate", "0.9")));
        failure.Message.ShouldContain("Cache:Policies:default:AcceptedWrongRate is 0.9; expected 0 to 0.5");
    }
}
