using Reprise.Cache.Statistics;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Statistics;

public sealed class StatisticsReaderTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_hits_there_are_one_page_of_them_is_read_and_none_where_there_are_none()
    {
        await using var inner = new InMemoryInteractionStore();
        await inner.OpenAsync(Cancellation);
        var store = new CountingStore(inner);
        var reader = new StatisticsReader(store);
        await inner.AppendAsync(new StoreBatch { Interactions = [Call(0, "miss")] }, Cancellation);
        await reader.ReadAsync(new StatisticsQuery { Project = "p" }, Cancellation);
        store.Searches.ShouldBe(0);

        await inner.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(1, 2_500).Select(static i => Call(i, "semantic", similarity: 0.9))] }, Cancellation);
        var statistics = await reader.ReadAsync(new StatisticsQuery { Project = "p" }, Cancellation);
        store.Searches.ShouldBe(1);
        (statistics.Total.HitsSemantic, statistics.Total.Misses, statistics.WouldHit).ShouldBe((2_500, 1, null));
        statistics.SimilarityMean!.Value.ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public async Task What_shadow_mode_would_have_answered_is_counted_with_its_similarity_and_cost()
    {
        await using var store = new InMemoryInteractionStore();
        await store.OpenAsync(Cancellation);
        await store.AppendAsync(new StoreBatch { Interactions = [Call(0, "miss", "shadow", 1, 0.02m), Call(1, "miss", "shadow", 0.8, 0.03m), Call(2, "miss", "no_candidate", 0.1, 5)] }, Cancellation);
        (await new StatisticsReader(store).ReadAsync(new StatisticsQuery { Project = "p" }, Cancellation)).WouldHit.ShouldBe(new CacheWouldHits(2, 0.05m, 0.9));
    }

    private static RecordedInteraction Call(int second, string status, string? reason = null, double? similarity = null, decimal? cost = null) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.At(s_noon.AddSeconds(second)), Project = "p", Timestamp = s_noon.AddSeconds(second), Kind = InteractionKind.Llm, Status = InteractionStatus.Success,
            Dialect = "openai.chat", CostUsd = cost, Cache = new CacheOutcome { Status = status, Policy = "default", Reason = reason, Similarity = similarity },
        },
    };

    private sealed class CountingStore(IInteractionStore inner) : DelegatingStore(inner)
    {
        public int Searches { get; private set; }

        public override Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
        {
            Searches++;
            return base.SearchAsync(query, cancellationToken);
        }
    }
}
