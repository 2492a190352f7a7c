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
        await stage.KeepAsync(CacheStage.Question("Who built the bridge?"));
        await stage.SettleAsync();
        // Too many to be listed before they go.
        await stage.Server.Store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, InteractionQuery.MaxLimit).Select(static _ => Event())] }, CancellationToken.None);

        (await stage.Server.Store.DeleteAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None)).ShouldBe(InteractionQuery.MaxLimit + 2);
        var next = await stage.SendAsync(s_question);

        next.Cache.ShouldBe("miss");
        next.Body.ShouldContain("answer 3");
        await Eventually.HoldsAsync("what was deleted is swept", () => stage.Index.Entries.List(null, null, 0, 10) is [var only] && only.Source == InteractionId.Parse(next.Id));
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

    [Theory]
    [InlineData("evicted", "pinned")]
    [InlineData("pinned", "evicted")]
    public async Task A_decision_that_arrives_late_does_not_undo_a_later_one(string earlier, string later)
    {
        await using var stage = await CacheStage.StartAsync();
        var first = await stage.KeepAsync(s_question);
        var kept = stage.Index.Entries.List(null, null, 0, 10).ShouldHaveSingleItem();
        var now = TimeProvider.System.GetUtcNow();

        await AppendAsync(stage.Server.Store, Said(first, FactKind.Label, "cache", null, later) with { Timestamp = now });
        await AppendAsync(stage.Server.Store, Said(first, FactKind.Label, "cache", null, earlier) with { Timestamp = now.AddSeconds(-5) });

        stage.Index.Entries.List(null, null, 0, 10).ShouldBe(later == "pinned" ? [kept with { IsPinned = true }] : []);
        (await stage.SendAsync(s_question, ("Cache-Control", "only-if-cached"))).Cache.ShouldBe(later == "pinned" ? "hit" : "miss");
    }

    [Fact]
    public async Task What_another_server_is_told_of_an_answer_counts_here_though_nobody_is_given_it()
    {
        var store = new SharedStore();
        await using var stage = await CacheStage.StartAsync(null, OnSharedStore(store), "Cache:SyncInterval=00:00:00.100", "Cache:SweepInterval=00:00:01");
        var first = await stage.KeepAsync(s_question);
        var other = await stage.KeepAsync(CacheStage.Question("Who built the bridge?"));
        await SayAsync(stage, first, FactKind.Evaluation, "quality_score", 0.1, null);
        (await stage.SendAsync(s_question, ("Cache-Control", "only-if-cached"))).Cache.ShouldBe("miss");

        await AppendAsync(store, Said(first, FactKind.Evaluation, "quality_score", 0.9, null));
        await AppendAsync(store, Said(first, FactKind.Label, "cache", null, "pinned"));
        await AppendAsync(store, Said(other, FactKind.Label, "cache", null, "evicted"));

        await Eventually.HoldsAsync("the entries say what the record says", () => stage.Index.Entries.List(null, null, 0, 10) is [{ IsPinned: true, Quality: 0.9 }]);
        (await stage.SendAsync(s_question, ("Cache-Control", "only-if-cached"))).Cache.ShouldBe("hit");
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

    private static Task<AppendResult> SayAsync(CacheStage stage, Reply about, FactKind kind, string name, double? value, string? text) => AppendAsync(stage.Server.Store, Said(about, kind, name, value, text));

    private static Task<AppendResult> AppendAsync(IInteractionStore store, Fact fact) => store.AppendAsync(new StoreBatch { Facts = [fact] }, CancellationToken.None);

    private static Fact Said(Reply about, FactKind kind, string name, double? value, string? text) => new()
    {
        FactId = InteractionId.New(TimeProvider.System), InteractionId = InteractionId.Parse(about.Id), Project = Projects.Default, Kind = kind,
        Timestamp = TimeProvider.System.GetUtcNow(), Name = name, Value = value, Text = text,
    };

    private static RecordedInteraction Event() => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.New(TimeProvider.System), Project = Projects.Default, Kind = InteractionKind.Event, Dialect = "reprise", Timestamp = TimeProvider.System.GetUtcNow(), Status = InteractionStatus.Success,
        },
    };

    internal sealed class SharedStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        private int _failedSearches;

        public bool IsDown { get; set; }

        public bool IsSearchDown { get; set; }

        public int FailedSearches => Volatile.Read(ref _failedSearches);

        /// <summary>Searches wait while it is closed.</summary>
        public Task SearchGate { get; set; } = Task.CompletedTask;

        public override string Engine => "shared";

        public override Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken) =>
            IsDown ? throw new StoreException("down") { IsTransient = true } : base.FindAsync(project, id, cancellationToken);

        public override async Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
        {
            await SearchGate.WaitAsync(cancellationToken);
            if (!IsSearchDown) return await base.SearchAsync(query, cancellationToken);
            Interlocked.Increment(ref _failedSearches);
            throw new StoreException("down") { IsTransient = true };
        }
    }
}
