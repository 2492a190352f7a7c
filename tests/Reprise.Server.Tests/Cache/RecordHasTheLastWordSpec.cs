using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Entries;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Hosts;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>What becomes of the record becomes of the cache.</summary>
public sealed class RecordHasTheLastWordSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task A_deleted_interaction_is_never_given_again()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);
        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");
        await stage.SettleAsync();

        (await stage.Server.Store.DeleteAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None)).ShouldBeGreaterThan(0);

        stage.Index.Entries.List(null, null, 0, 10).ShouldBeEmpty();
        var next = await stage.SendAsync(s_question);
        next.Cache.ShouldBe("miss");
        next.Body.ShouldContain("answer 2");
    }

    [Fact]
    public async Task An_interaction_that_another_server_deleted_is_never_given_again()
    {
        await using var stage = await CacheStage.StartAsync(null, OnSharedStore(), "Cache:VerifyAfter=00:00:00");
        await stage.KeepAsync(s_question);
        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");
        await stage.SettleAsync();
        await Eventually.HoldsAsync("the flight is over", () => stage.Server.Services.GetRequiredService<Flights>().Count == 0);

        var store = stage.Server.Services.GetRequiredService<SharedStore>();
        await store.DeleteAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None);

        var next = await stage.SendAsync(s_question);
        (next.Cache, next.Reason).ShouldBe(("miss", "gone"));
        stage.Index.Entries.List(null, null, 0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interaction_without_its_body_is_never_given_again()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);

        await stage.Server.Store.DropBodiesAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None);

        (await stage.SendAsync(s_question)).Cache.ShouldBe("miss");
    }

    [Fact]
    public async Task Many_deleted_at_once_lead_to_nothing_and_are_swept()
    {
        await using var stage = await CacheStage.StartAsync();
        await stage.KeepAsync(s_question);
        var changes = stage.Server.Services.GetRequiredService<CacheChanges>();
        // As after a deletion too large to list: the entry stays for now.
        var store = stage.Server.Services.GetRequiredService<IInteractionStore>();
        var entry = stage.Index.Entries.List(null, null, 0, 10).Single();
        await store.DeleteAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None);
        await stage.Index.AddAsync([entry with { Number = 0 }], CancellationToken.None);

        changes.WantSweep();

        await Eventually.HoldsAsync("the entry is swept", () => stage.Index.Entries.List(null, null, 0, 10).Count == 0);
    }

    [Fact]
    public async Task A_bad_answer_can_be_evicted()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_question);
        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");

        await SayAsync(stage, first, FactKind.Label, "cache", null, "evicted");

        (await stage.SendAsync(s_question)).Body.ShouldContain("answer 2");
    }

    [Fact]
    public async Task An_answer_of_low_quality_is_not_given()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_question);
        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");

        await SayAsync(stage, first, FactKind.Evaluation, "quality_score", 0.2, null);
        var low = await stage.SendAsync(s_question, ("Cache-Control", "only-if-cached"));
        await SayAsync(stage, first, FactKind.Evaluation, "quality_score", 0.9, null);

        low.Cache.ShouldBe("miss");
        (await stage.SendAsync(s_question)).Cache.ShouldBe("hit");
    }

    [Fact]
    public async Task A_pinned_answer_wins_over_a_newer_one()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_question);
        await SayAsync(stage, first, FactKind.Label, "cache", null, "pinned");

        await stage.KeepAsync(s_question, ("Reprise-Cache", "refresh"));

        await Eventually.HoldsAsync("the flight is over", () => stage.Server.Services.GetRequiredService<Flights>().Count == 0);
        (await stage.SendAsync(s_question)).Body.ShouldContain("answer 1");
    }

    [Fact]
    public async Task An_edited_answer_is_given_with_its_edited_text()
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_question);

        await SayAsync(stage, first, FactKind.Correction, "content", null, "Eiffel, with others");
        var edited = await stage.SendAsync(s_question);

        edited.Cache.ShouldBe("hit");
        edited.Body.ShouldContain("Eiffel, with others");
        edited.Body.ShouldNotContain("answer 1");
    }

    [Fact]
    public async Task When_the_record_cannot_be_read_the_provider_is_asked()
    {
        await using var stage = await CacheStage.StartAsync(null, OnSharedStore(), "Cache:VerifyAfter=00:00:00");
        await stage.KeepAsync(s_question);
        await stage.SettleAsync();
        await Eventually.HoldsAsync("the flight is over", () => stage.Server.Services.GetRequiredService<Flights>().Count == 0);

        stage.Server.Services.GetRequiredService<SharedStore>().IsDown = true;
        var reply = await stage.SendAsync(s_question);

        (reply.Cache, reply.Reason).ShouldBe(("miss", "failed"));
        reply.Body.ShouldContain("answer 2");
    }

    /// <summary>A store that other servers could share, seen as the real ones are.</summary>
    internal static Action<IServiceCollection> OnSharedStore(SharedStore? store = null) => services => services
        .AddSingleton(_ => store ?? new SharedStore())
        .AddSingleton<IInteractionStore>(s => new CacheObservedStore(s.GetRequiredService<SharedStore>(), s.GetRequiredService<CacheChanges>()));

    private static Task<AppendResult> SayAsync(CacheStage stage, Reply about, FactKind kind, string name, double? value, string? text) =>
        stage.Server.Store.AppendAsync(
            new StoreBatch
            {
                Facts =
                [
                    new Fact
                    {
                        FactId = InteractionId.New(TimeProvider.System), InteractionId = InteractionId.Parse(about.Id), Project = Projects.Default, Kind = kind,
                        Timestamp = TimeProvider.System.GetUtcNow(), Name = name, Value = value, Text = text,
                    },
                ],
            },
            CancellationToken.None);

    internal sealed class SharedStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        public bool IsDown { get; set; }

        public override string Engine => "shared";

        public override Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) =>
            IsDown ? throw new StoreException("down") { IsTransient = true } : base.FindAsync(project, id, cancellationToken);
    }
}
