using Reprise.Cache.Experiments;
using Reprise.Client;
using Reprise.Store;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>Which calls count in an experiment.</summary>
public sealed class ExperimentDealingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_an_arm_refuses_count_in_it_as_calls_without_a_hit()
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Policies:owners:Sharing=user", "Cache:Policies:closed:Mode=off");
        using var client = new RepriseClient(stage.Server.Http);
        await client.StartCacheExperimentAsync("refusing", new ExperimentValues { PolicyA = "owners", PolicyB = "closed" }, Cancellation);
        for (var i = 0; i < 12; i++) (await stage.AskAsync($"What is the capital of country number {i}?")).Cache.ShouldBe("bypass");
        await stage.SettleAsync();

        var result = (await client.GetCacheExperimentAsync("refusing", Cancellation)).Result.ShouldNotBeNull();
        (result.CallsA + result.CallsB, result.CallsA > 0, result.CallsB > 0).ShouldBe((12, true, true));
        var calls = (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = "default" }, Cancellation)).Items;
        calls.Select(static call => (call.Interaction.Cache!.Policy, call.Interaction.Cache.Reason)).Distinct().ShouldBe([("owners", "no_owner"), ("closed", "off")], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_names_the_policy_of_an_arm_stays_outside()
    {
        await using var stage = await CacheStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        await client.StartCacheExperimentAsync("naming", new ExperimentValues { PolicyA = "default", PolicyB = "aggressive" }, Cancellation);
        for (var i = 0; i < 6; i++) await stage.AskAsync($"What is the capital of country number {i}?");
        for (var i = 0; i < 10; i++)
        {
            foreach (var policy in new[] { "default", "aggressive" }) await stage.AskAsync($"Which river flows through city number {i}?", ("Reprise-Cache-Policy", policy));
        }

        await stage.SettleAsync();

        var result = (await client.GetCacheExperimentAsync("naming", Cancellation)).Result.ShouldNotBeNull();
        (result.CallsA + result.CallsB).ShouldBe(6);
    }

    [Fact]
    public async Task Calls_without_a_user_or_session_are_not_all_dealt_to_one_arm_but_stay_outside()
    {
        await using var stage = await CacheStage.StartAsync(null, null, "Cache:Policy=conservative");
        using var client = new RepriseClient(stage.Server.Http);
        await client.StartCacheExperimentAsync("users", new ExperimentValues { PolicyA = "default", PolicyB = "aggressive", Unit = "user" }, Cancellation);
        for (var i = 0; i < 10; i++) await stage.AskAsync($"What is the capital of country number {i}?");
        for (var i = 0; i < 4; i++) await stage.AskAsync($"What is the capital of country number {i}?", ("Reprise-User", $"u{i}"));
        await stage.SettleAsync();

        var result = (await client.GetCacheExperimentAsync("users", Cancellation)).Result.ShouldNotBeNull();
        (result.CallsA + result.CallsB).ShouldBe(4);
        var calls = (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = "default" }, Cancellation)).Items;
        calls.Count(static call => call.Interaction.Cache!.Policy == "conservative").ShouldBe(10);
    }
}
