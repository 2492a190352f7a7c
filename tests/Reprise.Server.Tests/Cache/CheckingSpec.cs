using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Checks;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Server.Cache.Checks;
using Reprise.Server.Tests.Cache.Api;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>What is done with the outcomes of checks: which hits are checked, whom it is told, and what follows. The judge is the test's.</summary>
public sealed class CheckingSpec
{
    private const string Asked = "What is the capital city of France?";
    private const string Reworded = "what is the capital city of france";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_that_people_edited_or_pinned_are_not_measured_by_a_model()
    {
        await using var stage = await StartAsync("Cache:Policies:default:CheckRate=1");
        using var client = new RepriseClient(stage.Server.Http);
        var edited = await stage.KeepAsync(CacheStage.Question(Asked));
        var pinned = await stage.KeepAsync(CacheStage.Question("Which river flows through Vienna?"));
        await stage.KeepAsync(CacheStage.Question("How many legs does a spider have?"));
        await stage.SettleAsync();
        await client.EditCachedAsync(InteractionId.Parse(edited.Id).ToString(), "Paris, as ever.", Cancellation);
        await client.PinCachedAsync(InteractionId.Parse(pinned.Id).ToString(), Cancellation);

        // Twice, since the second time the answer comes from memory.
        for (var i = 0; i < 2; i++)
        {
            var reply = await stage.AskAsync(Reworded);
            (reply.Cache, reply.Body.Contains("Paris, as ever.", StringComparison.Ordinal)).ShouldBe(("semantic", true));
            (await stage.AskAsync("which river flows through vienna")).Cache.ShouldBe("semantic");
        }

        (await stage.AskAsync("how many legs does a spider have")).Cache.ShouldBe("semantic");

        await Eventually.HoldsAsync("the one check is made", () => stage.Counters.Checks == 1);
        stage.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task Hits_of_before_a_purge_say_nothing_of_what_is_kept_after_it()
    {
        await using var stage = await StartAsync("Cache:Policies:default:CheckRate=0", "Cache:SyncInterval=1.00:00:00");
        await stage.KeepAsync(CacheStage.Question(Asked));
        var hit = await stage.AskAsync(Reworded);
        hit.Cache.ShouldBe("semantic");
        await stage.SettleAsync();
        var services = stage.Server.Services;
        await services.GetRequiredService<PolicyChanges>().PurgeAsync("default", "default", "me", Cancellation);

        await stage.Server.Store.AppendAsync(new StoreBatch { Facts = [CacheRecords.Checked(await stage.Server.RecordedAsync(InteractionId.Parse(hit.Id)), isCorrect: false)] }, Cancellation);
        await services.GetRequiredService<CheckBook>().ReadAsync(stage.Server.Store, Cancellation);

        EstimateOf(stage).Checks.ShouldBe(0);
        await stage.KeepAsync(CacheStage.Question(Asked));
        var later = await stage.AskAsync(Reworded);
        later.Cache.ShouldBe("semantic");
        await stage.SettleAsync();
        await stage.Server.Store.AppendAsync(new StoreBatch { Facts = [CacheRecords.Checked(await stage.Server.RecordedAsync(InteractionId.Parse(later.Id)), isCorrect: false)] }, Cancellation);
        await services.GetRequiredService<CheckBook>().ReadAsync(stage.Server.Store, Cancellation);
        EstimateOf(stage).Checks.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_person_says_of_an_old_hit_counts()
    {
        await using var stage = await StartAsync("Cache:Policies:default:CheckRate=0");
        var old = CacheRecords.Of(TimeProvider.System.GetUtcNow().AddDays(-2), "semantic");
        await CacheRecords.AppendAsync(stage.Server.Store, old);
        await stage.Server.Services.GetRequiredService<CheckBook>().ReadAsync(stage.Server.Store, Cancellation);

        await stage.Server.Store.AppendAsync(new StoreBatch { Facts = [CacheRecords.Checked(old, isCorrect: false)] }, Cancellation);

        await Eventually.HoldsAsync("the policy knows", () => EstimateOf(stage) is { Checks: 1, Wrong: 1 });
    }

    [Fact]
    public async Task A_policy_that_became_stricter_is_on_the_audit_log_and_in_statistics()
    {
        await using var stage = await StartAsync("Cache:Policies:default:CheckRate=1");
        await stage.KeepAsync(CacheStage.Question(Asked));
        for (var i = 1; i <= 2; i++)
        {
            (await stage.AskAsync(Reworded)).Cache.ShouldBe("semantic");
            await Eventually.HoldsAsync("the check is made", () => stage.Counters.Checks == i);
        }

        var entry = await Eventually.FindsAsync("the audit log has it", async () =>
            (await stage.Server.Services.GetRequiredService<ISettingsStore>().AuditAsync(new AuditQuery { Action = "cache.policy.*" }, Cancellation)).Entries is [var only] ? only : null);
        (entry.Action, entry.Project, entry.Subject).ShouldBe(("cache.policy.tightened", "default", "default"));
        entry.Details!.ShouldContain("\"wrong\":2");
        using var client = new RepriseClient(stage.Server.Http);
        var policy = (await client.GetCacheStatisticsAsync(cancellationToken: Cancellation)).Policies.Single(static policy => policy.Policy == "default");
        (policy.Checks!.Checked, policy.Checks.Wrong).ShouldBe((2, 2));
        policy.RequiredProbability!.Value.ShouldBeGreaterThan(0.99);
        policy.RequiredSince.ShouldNotBeNull();
        (await stage.Server.Http.GetStringAsync("/api/status", Cancellation)).ShouldContain("\"stricter_policies\":1");
    }

    [Fact]
    public async Task Shadow_mode_compares_the_answer_that_comes_anyway_and_learns_from_it()
    {
        await using var stage = await StartAsync("Cache:Policies:default:Mode=shadow", "Cache:Policies:default:CheckRate=1");
        await stage.KeepAsync(CacheStage.Question(Asked));

        var second = await stage.AskAsync(Reworded);

        (second.Cache, second.Reason).ShouldBe(("miss", "shadow"));
        await Eventually.HoldsAsync("the answers are compared", () => stage.Counters.Checks == 1);
        (stage.Calls, stage.Counters.Wrong).ShouldBe((2, 1));
        await Eventually.HoldsAsync("the policy knows", () => EstimateOf(stage) is { Checks: 1, Wrong: 1 });
        var record = await Eventually.FindsAsync("the outcome is on the record", async () =>
            await stage.Server.Store.FindAsync("default", InteractionId.Parse(second.Id), CancellationToken.None) is { Facts.Count: > 0 } found ? found : null);
        (record.Facts[0].Name, record.Facts[0].Value).ShouldBe(("cache_correct", 0));
        await stage.SettleAsync();
        var text = await stage.Server.Http.GetStringAsync("/api/cache/stats", Cancellation);
        var would = System.Text.Json.Nodes.JsonNode.Parse(text)!["would_hit"].ShouldNotBeNull(text);
        would["count"]!.GetValue<long>().ShouldBe(1);
        would["saved_cost_usd"]!.GetValue<decimal>().ShouldBe(record.Interaction.CostUsd!.Value);
        would["similarity_mean"]!.GetValue<double>().ShouldBeGreaterThan(0.8);
    }

    private static CheckEstimate EstimateOf(CacheStage stage)
    {
        var found = stage.Server.Services.GetRequiredService<CachePolicies>().Find("default", "default")!;
        return stage.Server.Services.GetRequiredService<ShadowChecks>().Estimate(new CheckedPolicy("default", "default", found.Generation), found.Policy.AcceptedWrongRate);
    }

    private static Task<CacheStage> StartAsync(params string[] settings) => CacheStage.StartAsync(null, services => services.AddSingleton<ICandidateJudge>(new SureJudge()), settings);

    /// <summary>Sure of texts that are the same but for case and marks.</summary>
    internal sealed class SureJudge : ICandidateJudge
    {
        public Judgement Judge(PreparedText asked, PreparedText cached, float similarity, float? secondSimilarity) =>
            new(string.Equals(asked.Text.TrimEnd('?'), cached.Text.TrimEnd('?'), StringComparison.OrdinalIgnoreCase) ? 0.99999 : 0, GuardKind.None);
    }
}
