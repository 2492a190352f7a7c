using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Routing;

/// <summary>Which calls a route takes and where it sends them.</summary>
public sealed class RouteTests
{
    private static readonly RouteTarget s_cheap = new() { Name = "cheap", Model = "gpt-4o-mini" };
    private static readonly RouteTarget s_strong = new() { Name = "strong", Model = "gpt-4o" };

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("Translate 'good morning' into Spanish.")]
    [InlineData("Summarise this in one sentence: the meeting is moved to Friday.")]
    [InlineData("hi")]
    [InlineData("")]
    public void A_simple_prompt_has_a_low_score(string prompt) => Complexity.Of(prompt, 500, 0).Score.ShouldBeLessThan(20);

    [Theory]
    [InlineData("Refactor the following class step by step and explain why each change is safe:\n```csharp\npublic class A { return; }\n```\n1. It must keep its API.\n2. It should not allocate.\n3. Compare two designs. What breaks? What is the trade-off?")]
    [InlineData("Prove that the algorithm terminates, derive its worst-case cost, and design a variant that must use at most O(n) memory. Justify every step; compare it with the original and analyse when it is slower.")]
    public void A_hard_prompt_has_a_high_score_and_says_what_it_is_made_of(string prompt)
    {
        var score = Complexity.Of(prompt, 500, 0);
        score.Score.ShouldBeGreaterThan(25);
        score.Parts.Sum(static part => part.Points).ShouldBe(score.Score);
        score.ToString().ShouldContain("reasoning");
    }

    [Fact]
    public void The_score_never_leaves_0_to_100_and_is_the_same_each_time()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var prompt = string.Concat(Enumerable.Range(0, random.Next(400)).Select(_ => (char)random.Next(32, 0x3000)));
            var (context, tools) = (random.NextInt64(1_000_000), random.Next(50));
            var score = Complexity.Of(prompt, context, tools).Score;
            score.ShouldBeInRange(0, 100, $"seed {seed}");
            Complexity.Of(prompt, context, tools).Score.ShouldBe(score, $"seed {seed}");
        }
    }

    [Fact]
    public void Weights_hold_over_many_conversations_and_each_stays_where_it_is()
    {
        var route = Made(new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Weighted, Targets = [s_cheap with { Weight = 70 }, s_strong with { Weight = 30 }] });
        var cheap = Enumerable.Range(0, 10_000).Count(i => route.Decide($"session-{i}", null).Targets[0].Label == "cheap");
        cheap.ShouldBeInRange(6_800, 7_200);
        for (var i = 0; i < 50; i++) route.Decide($"session-{i}", null).Targets[0].ShouldBe(route.Decide($"session-{i}", null).Targets[0]);
        Made(new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Weighted, Targets = [s_cheap with { Weight = 0 }, s_strong] }).Decide(null, null).Targets[0].Label.ShouldBe("strong");
    }

    [Fact]
    public void Complexity_chooses_by_the_bounds_and_falls_back_to_the_stronger_first()
    {
        var route = Made(new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Complexity, Targets = [s_cheap with { UpTo = 20 }, new RouteTarget { Model = "middle", UpTo = 50 }, s_strong] });
        string[] At(int score) => [.. route.Decide(null, new ComplexityScore(score, [])).Targets.Select(static target => target.Label)];
        At(20).ShouldBe(["cheap", "middle", "strong"]);
        At(21).ShouldBe(["middle", "strong", "cheap"]);
        At(51).ShouldBe(["strong", "middle", "cheap"]);
    }

    [Theory]
    [InlineData("tag:batch", true)]
    [InlineData("-tag:batch", false)]
    [InlineData("prompt_type:chat request_bytes<2000 user:ann", true)]
    [InlineData("metadata.team:red OR session:s1", true)]
    [InlineData("model:gpt*", false)]
    public void A_filter_says_which_calls(string filter, bool takes)
    {
        var call = new Interaction
        {
            Id = InteractionId.At(DateTimeOffset.UnixEpoch.AddDays(20_000)), Project = "p", Timestamp = DateTimeOffset.UnixEpoch.AddDays(20_000), Kind = InteractionKind.Llm, Status = InteractionStatus.Success,
            Dialect = "openai.chat", Model = "auto", Tags = ["batch"], PromptType = "chat", UserId = "ann", SessionId = "s1", RequestBytes = 100,
        };
        Made(new RouteValues { Filter = filter, Targets = [s_cheap] }).Takes("auto", () => call).ShouldBe(takes);
    }

    [Fact]
    public void Routes_that_cannot_be_used_say_why()
    {
        Mistake(new RouteValues { Targets = [s_cheap] }).ShouldContain("models");
        Mistake(new RouteValues { Models = ["auto"] }).ShouldContain("targets");
        Mistake(new RouteValues { Models = ["auto"], Targets = [s_cheap, s_cheap] }).ShouldContain("same name");
        Mistake(new RouteValues { Models = ["auto"], Targets = [new RouteTarget()] }).ShouldContain("cannot be used");
        Mistake(new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Weighted, Targets = [s_cheap with { Weight = 0 }] }).ShouldContain("weight");
        Mistake(new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Complexity, Targets = [s_cheap, s_strong] }).ShouldContain("up_to");
        Mistake(new RouteValues { Models = ["auto"], Strategy = RouteStrategy.Complexity, Targets = [s_cheap with { UpTo = 50 }, s_strong with { UpTo = 60 }] }).ShouldContain("up_to");
        Mistake(new RouteValues { Filter = "latency_ms>100", Targets = [s_cheap] }).ShouldContain("not known before a call is made");
        Mistake(new RouteValues { Filter = "refund", Targets = [s_cheap] }).ShouldContain("words");
        Mistake(new RouteValues { Filter = "model:", Targets = [s_cheap] }).ShouldContain("character");
    }

    [Fact]
    public async Task What_is_set_holds_at_once_and_what_another_version_wrote_takes_no_calls()
    {
        var settings = new InMemorySettingsStore(new ManualTimeProvider());
        using var routes = new Routes(settings, new ManualTimeProvider());
        await routes.SetAsync("p", "second", new RouteValues { Models = ["auto"], Targets = [s_cheap] }, "test", CancellationToken.None);
        await routes.SetAsync("p", "first", new RouteValues { Models = ["auto"], Targets = [s_strong], Order = 1 }, "test", CancellationToken.None);
        await settings.PutAsync(new Setting { Project = "p", Kind = Route.SettingKind, Key = "odd", Value = """{"models":["auto"],"unheard_of":1}""" }, null, null, CancellationToken.None);
        await routes.RefreshAsync(CancellationToken.None);
        routes.Find("p", "auto", static () => throw new InvalidOperationException("not needed"))!.Name.ShouldBe("first");
        routes.Of("p").Single(static route => route.Name == "odd").IsActive.ShouldBeFalse();
        routes.Find("other", "auto", static () => throw new InvalidOperationException("not needed")).ShouldBeNull();
        (await routes.RemoveAsync("p", "first", "test", CancellationToken.None)).ShouldBeTrue();
        routes.Find("p", "auto", static () => throw new InvalidOperationException("not needed"))!.Name.ShouldBe("second");
        (await settings.AuditAsync(new AuditQuery(), CancellationToken.None)).Entries.Select(static entry => entry.Action).ShouldBe(["route.remove", "route.set", "route.set"], ignoreOrder: true);
    }

    private static Route Made(RouteValues values)
    {
        var route = Route.Of("p", "r", values);
        route.Mistake.ShouldBeNull();
        return route;
    }

    private static string Mistake(RouteValues values) => Route.Of("p", "r", values).Mistake.ShouldNotBeNull();
}
