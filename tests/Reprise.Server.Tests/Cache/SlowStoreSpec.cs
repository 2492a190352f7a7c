using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache;

/// <summary>A record that takes its time costs a client little, and no answer.</summary>
public sealed class SlowStoreSpec
{
    private static readonly string s_question = CacheStage.Question("Who built the tower?");

    [Fact]
    public async Task While_the_store_never_answers_the_provider_does_and_soon_without_asking_the_store()
    {
        var store = new MuteStore();
        await using var stage = await CacheStage.StartAsync(
            null,
            services => services.AddSingleton<IInteractionStore>(s => new CacheObservedStore(store, s.GetRequiredService<CacheChanges>())),
            "Cache:VerifyAfter=00:00:00", "Cache:ReadTimeout=00:00:00.200");
        await stage.KeepAsync(s_question);
        await stage.SettleAsync();
        await Eventually.HoldsAsync("the flight is over", () => stage.Server.Services.GetRequiredService<Flights>().Count == 0);
        store.IsMute = true;
        var clock = Stopwatch.StartNew();

        var replies = new List<Reply>();
        for (var i = 0; i < 12; i++) replies.Add(await stage.SendAsync(s_question, ("Reprise-Omit", "response")));

        replies.ShouldAllBe(reply => reply.Cache == "miss" && reply.Reason == "failed");
        stage.Calls.ShouldBe(13);
        store.Asked.ShouldBeLessThan(6);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_store_that_answers_again_is_asked_again()
    {
        var store = new MuteStore();
        await using var stage = await CacheStage.StartAsync(
            null,
            services => services.AddSingleton<IInteractionStore>(s => new CacheObservedStore(store, s.GetRequiredService<CacheChanges>())),
            "Cache:VerifyAfter=00:00:00", "Cache:ReadTimeout=00:00:00.100");
        await stage.KeepAsync(s_question);
        await stage.SettleAsync();
        await Eventually.HoldsAsync("the flight is over", () => stage.Server.Services.GetRequiredService<Flights>().Count == 0);
        store.IsMute = true;
        for (var i = 0; i < 6; i++) await stage.SendAsync(s_question, ("Reprise-Omit", "response"));
        store.IsMute = false;

        await Eventually.HoldsAsync("the entry is given again", async () => (await stage.SendAsync(s_question, ("Reprise-Omit", "response"))).Cache == "hit");
    }

    /// <summary>Does not even notice that nobody waits any more.</summary>
    private sealed class MuteStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        private volatile bool _isMute;
        private int _asked;

        public bool IsMute
        {
            get => _isMute;
            set => _isMute = value;
        }

        public int Asked => Volatile.Read(ref _asked);

        public override string Engine => "shared";

        public override async Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
        {
            if (!IsMute) return await base.FindAsync(project, id, cancellationToken);
            Interlocked.Increment(ref _asked);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return null;
        }
    }
}
