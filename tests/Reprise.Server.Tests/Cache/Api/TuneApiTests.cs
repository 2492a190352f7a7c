using Microsoft.Extensions.DependencyInjection;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Api;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>Tuning reads whole records, so how many it reads is what it costs.</summary>
public sealed class TuneApiTests
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_recent_lookups_of_the_policy_are_read()
    {
        var (host, store) = await StartAsync();
        await using var _ = host;
        using var client = new RepriseClient(host.Client);
        await CacheRecords.AppendAsync(store, [.. Enumerable.Range(1, 250).Select(i => CacheRecords.Of(s_now.AddSeconds(-i), "miss"))]);
        await CacheRecords.AppendAsync(store, [.. Enumerable.Range(1, 3).Select(i => CacheRecords.Of(s_now.AddHours(-i), "miss", policy: "conservative"))]);
        await CacheRecords.AppendAsync(store, CacheRecords.Of(s_now.AddDays(-90), "miss", policy: "conservative"));
        (await client.TuneCacheAsync("conservative", cancellationToken: Cancellation)).Sampled.ShouldBe(3);
        store.Read.ShouldBe(3);
    }

    [Fact]
    public async Task Lookups_that_tell_nothing_any_more_do_not_make_it_read_on_for_ever()
    {
        var (host, store) = await StartAsync();
        await using var _ = host;
        using var client = new RepriseClient(host.Client);
        // Their answers are gone, so nobody knows what they were compared with.
        await CacheRecords.AppendAsync(store, [.. Enumerable.Range(1, 2500).Select(i => CacheRecords.Of(s_now.AddSeconds(-i), "semantic"))]);
        (await client.TuneCacheAsync("default", cancellationToken: Cancellation)).Sampled.ShouldBe(0);
        store.Read.ShouldBeLessThanOrEqualTo(1000);
    }

    [Fact]
    public async Task Logged_calls_have_no_lookups_on_record_to_learn_from_and_that_is_said()
    {
        var (host, _) = await StartAsync();
        await using var __ = host;
        var problem = await host.ProblemAsync("/api/cache/tune?policy=tools", 400);
        problem["parameter"]!.GetValue<string>().ShouldBe("policy");
        problem["detail"]!.GetValue<string>().ShouldContain("tools");
    }

    private static async Task<(ApiHost Host, CountingStore Store)> StartAsync()
    {
        var store = new CountingStore(new InMemoryInteractionStore());
        var host = await ApiHost.StartAsync(services => services.AddSingleton<IInteractionStore>(store));
        await Eventually.HoldsAsync("the cache is open", () => host.Services.GetRequiredService<CacheOpening>().IsOpen);
        return (host, store);
    }

    /// <summary>Counts whole records that tuning reads: those of lookups.</summary>
    private sealed class CountingStore(IInteractionStore inner) : DelegatingStore(inner)
    {
        private int _read;

        public int Read => Volatile.Read(ref _read);

        public override async Task<RecordPage> ReadAsync(InteractionQuery query, CancellationToken cancellationToken)
        {
            var page = await base.ReadAsync(query, cancellationToken);
            // Catching up reads too, all of it by other filters than this.
            if (query.Limit == 100) Interlocked.Add(ref _read, page.Items.Count);
            return page;
        }
    }
}
