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

    [Fact]
    public async Task One_value_is_changed_where_it_is_said_and_what_other_places_say_does_not_spread()
    {
        await using var host = await ApiHost.StartAsync(null, ("Cache:Policies:default:MinQuality", "0.5"));
        using var shop = new RepriseClient(host.Client, "shop");
        using var other = new RepriseClient(host.Client, "other");
        await shop.SetCachePolicyAsync("default", new CachePolicyValues { Mode = "off" }, cancellationToken: Cancellation);

        (await ChangeAsync("""{"check_rate":0.5}""", "installation")).Status.ShouldBe(200);
        (await ChangeAsync("""{"max_age_hours":6}""", "installation")).Status.ShouldBe(200);

        var everywhere = await other.GetCachePolicyAsync("default", Cancellation);
        everywhere.Values.ShouldBe(CachePolicyValues.Of(CachePresets.Default with { MinQuality = 0.5, CheckRate = 0.5, MaxAge = TimeSpan.FromHours(6) }));
        (await shop.GetCachePolicyAsync("default", Cancellation)).Values.Mode.ShouldBe("off");
        var log = await other.ListAuditAsync(new AuditSearch { Action = "cache.policy.set" }, Cancellation).ToListAsync(Cancellation);
        log.ShouldBeEmpty("installation entries are no project's");
        (await ChangeAsync("""{"check_rate":2}""", "installation")).Status.ShouldBe(400);
        (await ChangeAsync("{}", "installation")).Status.ShouldBe(400);

        async Task<(int Status, string Body)> ChangeAsync(string body, string scope)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/cache/policies/default?scope={scope}") { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("Reprise-Project", "shop");
            using var response = await host.Client.SendAsync(request, Cancellation);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    [Fact]
    public async Task All_projects_cannot_be_told_to_use_a_policy_that_one_of_them_has()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client, "shop");
        await client.SetCachePolicyAsync("faq", new CachePolicyValues { MinQuality = 0.5 }, cancellationToken: Cancellation);
        (await Should.ThrowAsync<RepriseApiException>(() => client.SetCacheUseAsync(new CacheUseValues { Policy = "faq" }, installation: true, Cancellation))).Message.ShouldContain("all projects");
        (await client.SetCacheUseAsync(new CacheUseValues { Policy = "faq" }, cancellationToken: Cancellation)).Policy.ShouldBe("faq");
        await client.SetCachePolicyAsync("faq", new CachePolicyValues { MinQuality = 0.5 }, installation: true, Cancellation);
        (await client.SetCacheUseAsync(new CacheUseValues { Policy = "faq" }, installation: true, Cancellation)).Policy.ShouldBe("faq");
    }

    [Fact]
    public async Task The_policy_of_logged_calls_is_none_for_requests()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new RepriseClient(host.Client);
        (await Should.ThrowAsync<RepriseApiException>(() => client.SetCacheUseAsync(new CacheUseValues { Policy = "tools" }, cancellationToken: Cancellation))).Message.ShouldContain("logged");
    }

    [Theory]
    [InlineData("""{"decay_horizon_hours":168}""", "as soon as it ages")]
    [InlineData("""{"assumed_quality":0.5}""", "never")]
    [InlineData("""{"decay_horizon_hours":100,"assumed_quality":1,"max_age_hours":168}""", "30 hours")]
    [InlineData("""{"decay_horizon_hours":100,"assumed_quality":1,"max_age_hours":24}""", null)]
    [InlineData("""{"decay_horizon_hours":100,"decay_floor":1}""", null)]
    [InlineData("{}", null)]
    public async Task A_policy_under_which_unjudged_answers_end_early_says_so(string body, string? said)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await host.Client.PutAsync("/api/cache/policies/mine", content, Cancellation);
        var warning = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["warning"]?.GetValue<string>();
        if (said is null) warning.ShouldBeNull();
        else warning.ShouldNotBeNull().ShouldContain(said);
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
