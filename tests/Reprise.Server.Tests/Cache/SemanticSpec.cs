using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>Reworded questions: given, watched and checked. The judge is the test's, so that what is served does not hang on a model's figures.</summary>
public sealed class SemanticSpec
{
    private const string Asked = "What is the capital city of France?";
    private const string Reworded = "what is the capital city of france";

    [Fact]
    public async Task A_reworded_question_gets_the_answer_of_the_other_and_the_record_says_so()
    {
        await using var stage = await StartAsync(null, "Cache:Policies:default:CheckRate=0");
        var first = await stage.KeepAsync(CacheStage.Question(Asked));

        var second = await stage.AskAsync(Reworded);

        (second.Cache, second.Source).ShouldBe(("semantic", first.Id));
        second.Bytes.ShouldBe(first.Bytes);
        double.Parse(second.Headers["Reprise-Cache-Similarity"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0.8);
        var record = (await stage.Server.RecordedAsync(InteractionId.Parse(second.Id))).Interaction;
        (record.Cache!.Status, record.CostUsd).ShouldBe(("semantic", 0));
        record.SavedCostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_miss_says_how_near_the_nearest_was()
    {
        await using var stage = await StartAsync(new FixedJudge(0.5));
        await stage.KeepAsync(CacheStage.Question(Asked));

        var second = await stage.AskAsync(Reworded);

        (second.Cache, second.Reason).ShouldBe(("miss", "below_probability"));
        second.Headers.ShouldContainKey("Reprise-Cache-Similarity");
        second.Body.ShouldContain("answer 2");
    }

    [Fact]
    public async Task Shadow_mode_says_what_it_would_have_done_and_does_nothing()
    {
        await using var stage = await StartAsync(null, "Cache:Policies:default:Mode=shadow");
        var first = await stage.KeepAsync(CacheStage.Question(Asked));

        var second = await stage.AskAsync(Reworded);

        (second.Cache, second.Reason, second.Source).ShouldBe(("miss", "shadow", first.Id));
        second.Body.ShouldContain("answer 2");
        var record = (await stage.Server.RecordedAsync(InteractionId.Parse(second.Id))).Interaction;
        record.Cache!.Similarity!.Value.ShouldBeGreaterThan(0.8);
        record.SavedCostUsd.ShouldBeNull();
    }

    [Fact]
    public async Task A_sampled_hit_is_checked_upstream_and_the_outcome_is_on_its_record()
    {
        await using var stage = await StartAsync(null, "Cache:Policies:default:CheckRate=1");
        var first = await stage.KeepAsync(CacheStage.Question(Asked), ("Reprise-User", "u1"), ("Authorization", "Bearer k"));

        var hit = await stage.SendAsync(CacheStage.Question(Reworded), ("Reprise-User", "u1"), ("Authorization", "Bearer k"));

        hit.Bytes.ShouldBe(first.Bytes);
        await Eventually.HoldsAsync("the check is made", () => stage.Counters.Checks == 1);
        stage.Calls.ShouldBe(2);
        // The provider numbers its answers, so a fresh one says something else.
        stage.Counters.Wrong.ShouldBe(1);
        var record = await Eventually.FindsAsync("the outcome is on the hit", async () =>
            await stage.Server.Store.FindAsync(Projects.Default, InteractionId.Parse(hit.Id), CancellationToken.None) is { Facts.Count: > 0 } found ? found : null);
        record.Facts.ShouldHaveSingleItem().Name.ShouldBe("cache_correct");
        record.Facts[0].Value.ShouldBe(0);
        await stage.SettleAsync();
        var page = await stage.Server.Store.SearchAsync(new InteractionQuery { Project = Projects.Default, Filter = FilterParser.Parse("tag:cache-check", TimeProvider.System.GetUtcNow()).Filter! }, CancellationToken.None);
        var check = page.Items.ShouldHaveSingleItem().Interaction;
        (check.ParentId, check.UserId, check.Cache).ShouldBe((hit.Id, "u1", null));
        check.CostUsd!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_check_whose_provider_fails_touches_nobody()
    {
        await using var stage = await StartAsync(
            null,
            (context, number) =>
            {
                if (number == 1) return CacheStage.AnswerAsync(context, number);
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            },
            "Cache:Policies:default:CheckRate=1");
        var first = await stage.KeepAsync(CacheStage.Question(Asked));

        var hit = await stage.AskAsync(Reworded);

        hit.Bytes.ShouldBe(first.Bytes);
        await Eventually.HoldsAsync("the check failed", () => stage.Counters.ChecksFailed == 1);
        (await stage.AskAsync(Reworded)).Cache.ShouldBe("semantic");
        stage.Counters.Checks.ShouldBe(0);
    }

    [Fact]
    public async Task Wrong_answers_make_the_policy_stricter_until_nothing_reworded_is_given()
    {
        await using var stage = await StartAsync(null, "Cache:Policies:default:CheckRate=1");
        await stage.KeepAsync(CacheStage.Question(Asked));

        Reply reply;
        var given = 0;
        do
        {
            reply = await stage.AskAsync(Reworded);
            given++;
            await Eventually.HoldsAsync("the check is made", () => stage.Counters.Checks >= Math.Min(given, 100) || stage.Calls == 0 || reply.Cache != "semantic");
        }
        while (reply.Cache == "semantic" && given < 100);

        reply.Cache.ShouldBe("miss");
        reply.Reason.ShouldBe("below_probability");
    }

    [Fact]
    public async Task When_the_embedder_is_down_the_same_request_is_a_hit_and_others_go_upstream()
    {
        await using var stage = await CacheStage.StartAsync(null, services => services.AddSingleton<ICandidateJudge>(new FixedJudge(1)).AddSingleton<IEmbedder>(new BrokenEmbedder()));
        await stage.KeepAsync(CacheStage.Question(Asked));

        (await stage.AskAsync(Asked)).Cache.ShouldBe("hit");
        var other = await stage.AskAsync(Reworded);

        other.Cache.ShouldBe("miss");
        other.Body.ShouldContain("answer 2");
    }

    private static Task<CacheStage> StartAsync(ICandidateJudge? judge, params string[] settings) => StartAsync(judge, null, settings);

    private static Task<CacheStage> StartAsync(ICandidateJudge? judge, Func<HttpContext, int, Task>? answer, params string[] settings) =>
        CacheStage.StartAsync(answer, services => services.AddSingleton(judge ?? new FixedJudge(0.9999)), settings);

    private sealed class FixedJudge(double probability) : ICandidateJudge
    {
        public Judgement Judge(PreparedText asked, PreparedText cached, float similarity, float? secondSimilarity) => new(probability, GuardKind.None);
    }

    private sealed class BrokenEmbedder : IEmbedder
    {
        public EmbedderIdentity Identity { get; } = new("broken", "1", 8);

        public int LongestText => 1000;

        public ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken) => throw new InvalidOperationException("The model is down.");
    }
}
