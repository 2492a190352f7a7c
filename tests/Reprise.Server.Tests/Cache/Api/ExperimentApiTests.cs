using Reprise.Cache.Experiments;
using Reprise.Client;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;

namespace Reprise.Server.Tests.Cache.Api;

public sealed class ExperimentApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_that_name_no_policy_are_dealt_to_two_and_counted_where_they_were_dealt_to()
    {
        await using var stage = await CacheStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        await client.StartCacheExperimentAsync("autumn", new ExperimentValues { PolicyA = "default", PolicyB = "aggressive" }, Cancellation);
        (await Should.ThrowAsync<RepriseApiException>(() => client.StartCacheExperimentAsync("winter", new ExperimentValues { PolicyA = "default", PolicyB = "conservative" }, Cancellation))).Message.ShouldContain("autumn");
        for (var i = 0; i < 12; i++) await stage.KeepAsync(CacheStage.Question($"What is the capital of country number {i}?"));
        var again = await stage.AskAsync("What is the capital of country number 3?");
        again.Cache.ShouldBe("hit", "the same question meets the same policy");
        await stage.AskAsync("What is the capital of country number 3?", ("Reprise-Cache-Policy", "conservative"));
        await stage.SettleAsync();

        var result = (await client.GetCacheExperimentAsync("autumn", Cancellation)).Result.ShouldNotBeNull();
        (result.CallsA + result.CallsB, result.CallsA > 0, result.CallsB > 0).ShouldBe((13, true, true));
        (result.Verdict, result.Measures.Count).ShouldBe(("not enough data", 4));

        (await client.EndCacheExperimentAsync("autumn", Cancellation)).EndedAt.ShouldNotBeNull();
        var policies = (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = "default" }, Cancellation)).Items.Select(static item => item.Interaction.Cache!.Policy).Distinct();
        policies.ShouldBe(["default", "aggressive", "conservative"], ignoreOrder: true);
        (await stage.AskAsync("Something that was never asked before, surely?")).Headers["Reprise-Cache-Policy"].ShouldBe("default");
        await client.RemoveCacheExperimentAsync("autumn", Cancellation);
        (await client.ListCacheExperimentsAsync(Cancellation)).ShouldBeEmpty();
        (await Should.ThrowAsync<RepriseApiException>(() => client.GetCacheExperimentAsync("autumn", Cancellation))).Message.ShouldContain("autumn");
    }

    [Fact]
    public async Task Recent_lookups_are_judged_again_for_other_rates_and_a_recorded_call_is_explained_without_its_own_answer()
    {
        await using var stage = await CacheStage.StartAsync();
        using var client = new RepriseClient(stage.Server.Http);
        var first = await stage.KeepAsync(CacheStage.Question("How do I reset my password?"));
        var second = await stage.KeepAsync(CacheStage.Question("Which payment methods do you take in Austria?"));
        await stage.SettleAsync();
        var tuning = await client.TuneCacheAsync(accepted: [0.05, 0.01], cancellationToken: Cancellation);
        (tuning.Policy, tuning.Sampled, tuning.Rows.Count).ShouldBe(("default", 2, 2));
        tuning.Rows[0].AcceptedWrongRate.ShouldBe(0.01);

        var explained = await client.ExplainCacheAsync(new() { InteractionId = second.Id }, Cancellation);
        (explained.Status, explained.Policy, explained.Key.Text).ShouldBe(("miss", "default", "Which payment methods do you take in Austria?"));
        var candidate = explained.Candidates.ShouldHaveSingleItem();
        (candidate.InteractionId, candidate.Reason).ShouldBe((first.Id, "below_similarity"));
        (await Should.ThrowAsync<RepriseApiException>(() => client.TuneCacheAsync(accepted: [0.7], cancellationToken: Cancellation))).Message.ShouldContain("0.7");
    }
}
