using System.Globalization;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Tests.Conformance;

public abstract class AggregateConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task Counts_sums_and_percentiles_are_exact()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(1, 100).Select(i => Samples.Recorded(i, with: it => it with
        {
            LatencyMs = i, TtftMs = i % 2 == 0 ? i / 2 : null, CostUsd = 0.000000000001m * i, QualityScore = i == 7 ? 0.25 : i == 8 ? 0.75 : null,
            Usage = new TokenUsage { PromptTokens = i, CompletionTokens = 2, CachedTokens = 1, CacheWriteTokens = 3 }, RequestBytes = 100, ResponseBytes = i,
            Status = i % 10 == 0 ? InteractionStatus.Error : InteractionStatus.Success,
        }))]);
        var row = (await store.AggregateAsync(Query(), Cancellation)).Rows.ShouldHaveSingleItem();
        (row.Count, row.Errors, row.PromptTokens, row.CompletionTokens, row.CachedTokens, row.ReasoningTokens).ShouldBe((100, 10, 5050, 200, 100, 0));
        (row.CacheWriteTokens, row.Bytes, row.QualityMean).ShouldBe((300, 15050, 0.5));
        (row.LatencyMsP50, row.LatencyMsP95, row.LatencyMsP99, row.LatencyMsMean).ShouldBe((50, 95, 99, 50.5));
        (row.TtftMsP50, row.TtftMsP95, row.TtftMsMean).ShouldBe((25, 48, 25.5));
        row.CostUsd.ShouldBe(0.00000000505m);
        row.SavedCostUsd.ShouldBeNull();
        (row.FirstTimestamp, row.LastTimestamp).ShouldBe((Samples.Noon.AddSeconds(1), Samples.Noon.AddSeconds(100)));
    }

    [Fact]
    public async Task Nothing_selected_gives_no_rows()
    {
        var store = await OpenAsync();
        (await store.AggregateAsync(Query(), Cancellation)).Rows.ShouldBeEmpty();
        await AppendAsync(store, Samples.Recorded(1));
        (await store.AggregateAsync(Query() with { Filter = Samples.Filter("model:none") }, Cancellation)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Groups_come_largest_first_and_say_when_some_were_cut_off()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. Enumerable.Range(0, 12).Select(i => Samples.Recorded(i, with: it => it with { Model = i < 6 ? "big" : i < 10 ? "mid" : null }))]);
        var result = await store.AggregateAsync(Query("model"), Cancellation);
        result.Rows.Select(row => (row.Group[0], row.Count)).ShouldBe([("big", 6L), ("mid", 4L), (null, 2L)]);
        result.Truncated.ShouldBeFalse();
        var cut = await store.AggregateAsync(Query("model") with { Limit = 2 }, Cancellation);
        cut.Rows.Count.ShouldBe(2);
        cut.Truncated.ShouldBeTrue();
    }

    [Fact]
    public async Task Buckets_begin_at_multiples_of_their_width_and_come_in_order_of_time()
    {
        var store = await OpenAsync();
        await AppendAsync(store, [.. new[] { 0, 59, 60, 61, 130 }.Select(second => Samples.Recorded(second))]);
        var result = await store.AggregateAsync(Query() with { Bucket = TimeSpan.FromMinutes(1) }, Cancellation);
        result.Rows.Select(row => (row.Bucket, row.Count)).ShouldBe([(Samples.Noon, 2L), (Samples.Noon.AddMinutes(1), 2L), (Samples.Noon.AddMinutes(2), 1L)]);
    }

    [Fact]
    public async Task An_interaction_counts_for_each_of_its_tags()
    {
        var store = await OpenAsync();
        await AppendAsync(store, Samples.Recorded(1, with: it => it with { Tags = ["a", "b"] }), Samples.Recorded(2, with: it => it with { Tags = ["a", "a"] }), Samples.Recorded(3));
        var result = await store.AggregateAsync(Query("tag"), Cancellation);
        result.Rows.Select(row => (row.Group[0], row.Count)).ShouldBe([("a", 2L), (null, 1L), ("b", 1L)]);
    }

    [Fact]
    public async Task Random_aggregates_are_what_the_oracle_says()
    {
        var seed = Environment.TickCount;
        var records = new RandomRecords(seed);
        var random = new Random(seed);
        var store = await OpenAsync();
        await using var oracle = new InMemoryInteractionStore();
        for (var i = 0; i < 6; i++)
        {
            var batch = records.Batch(50);
            await store.AppendAsync(batch, Cancellation);
            await oracle.AppendAsync(batch, Cancellation);
        }

        var fields = FilterFields.All.Where(field => field.CanGroup).Select(field => field.Name).Concat(["metadata.a", "label.a"]).ToArray();
        for (var i = 0; i < 200; i++)
        {
            var query = Query([.. Enumerable.Range(0, random.Next(3)).Select(_ => fields[random.Next(fields.Length)])]) with
            {
                Filter = records.Filter(2),
                Bucket = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 40)) : null,
                Limit = random.Next(2) == 0 ? 1000 : 5,
            };
            if (!Fixture.Answers(query.Filter)) continue;
            var because = $"seed {seed}, query {i}: {FilterText.Of(query.Filter)} by {string.Join(",", query.GroupBy)}";
            var expected = await oracle.AggregateAsync(query, Cancellation);
            var found = await store.AggregateAsync(query, Cancellation);
            ShouldBeTheSame(found, expected, because);
        }
    }

    [Fact]
    public async Task Aggregates_over_any_range_stay_exact_under_retries_facts_deletions_and_restored_records()
    {
        var seed = Environment.TickCount;
        var records = new RandomRecords(seed);
        var random = new Random(seed);
        var store = await OpenAsync();
        await using var oracle = new InMemoryInteractionStore();
        var batches = new List<StoreBatch>();
        for (var round = 0; round < 10; round++)
        {
            // Days wide, so that every granule takes part. The same batch comes twice at times, and what was deleted comes back.
            var batch = batches.Count > 0 && random.Next(4) == 0 ? batches[random.Next(batches.Count)] : Spread(records.Batch(40), random);
            batches.Add(batch);
            var gone = new InteractionQuery { Project = Samples.Project, Filter = random.Next(2) == 0 ? Filter.All : ShapeFilter(random), From = Moment(random), To = Moment(random) };
            foreach (var one in new[] { store, oracle })
            {
                await one.AppendAsync(batch, Cancellation);
                if (random.Next(3) == 0) await one.AppendAsync(batch, Cancellation);
                await one.DeleteAsync(gone, Cancellation);
            }

            for (var i = 0; i < 25; i++)
            {
                var query = Query([.. Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random, "model", "status", "provider", "http_status", "stream", "user"))]) with
                {
                    Filter = random.Next(3) == 0 ? Filter.All : ShapeFilter(random),
                    From = random.Next(4) == 0 ? null : Moment(random),
                    To = random.Next(4) == 0 ? null : Moment(random),
                    Bucket = random.Next(2) == 0 ? null : Pick(random, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(90), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromSeconds(100)),
                    Limit = AggregateQuery.MaxGroups,
                };
                var because = $"seed {seed}, round {round}, query {i}: {FilterText.Of(query.Filter)} by {string.Join(",", query.GroupBy)} per {query.Bucket} from {query.From:O} to {query.To:O}";
                ShouldBeTheSame(await store.AggregateAsync(query, Cancellation), await oracle.AggregateAsync(query, Cancellation), because);
            }
        }
    }

    [Fact]
    public async Task What_was_found_and_what_was_taken_out_is_counted()
    {
        var store = await OpenAsync();
        await AppendAsync(
            store,
            Samples.Recorded(1, with: it => it with { Security = new SecurityNote { Sensitivity = "restricted", YaraMatches = ["a:b", "c:d"], Secrets = ["jwt"] }, CostUsd = 1 }),
            Samples.Recorded(2, with: it => it with { Security = new SecurityNote { Sensitivity = "public", YaraMatches = ["a:b"], Tokens = ["bidi"], Action = "block" }, CostUsd = 2 }),
            Samples.Recorded(3, with: it => it with { Privacy = new PrivacyNote { Policy = "p", Counts = new Dictionary<string, int> { ["email"] = 7, ["phone"] = 1 } }, CostUsd = 4 }),
            Samples.Recorded(4, with: it => it with { Privacy = new PrivacyNote(), Security = new SecurityNote(), CostUsd = 8 }));

        (await CountedAsync(store, Query("sensitivity"))).ShouldBe(["restricted 1 1", "public 1 2", " 2 12"], ignoreOrder: true);
        (await CountedAsync(store, Query("yara"))).ShouldBe(["a:b 2 3", "c:d 1 1", " 2 12"], ignoreOrder: true);
        (await CountedAsync(store, Query("redacted"))).ShouldBe(["email 1 4", "phone 1 4", " 3 11"], ignoreOrder: true);
        (await CountedAsync(store, Query("secret", "token"))).ShouldBe(["jwt| 1 1", "|bidi 1 2", "| 2 12"], ignoreOrder: true);
        (await CountedAsync(store, Query("security_action", "privacy_policy"))).ShouldBe(["block| 1 2", "|p 1 4", "| 2 9"], ignoreOrder: true);
    }

    [Fact]
    public async Task Replays_are_counted_by_their_run_and_their_prompt_template()
    {
        var store = await OpenAsync();
        await AppendAsync(
            store,
            Samples.Recorded(1, with: it => it with { Replay = new ReplayOrigin(it.Id, "r1"), PromptTemplate = "support@1", CostUsd = 1 }),
            Samples.Recorded(2, with: it => it with { Replay = new ReplayOrigin(null, "r1"), PromptTemplate = "support@2", CostUsd = 2 }),
            Samples.Recorded(3, with: it => it with { Replay = new ReplayOrigin(it.Id, "r2"), PromptTemplate = "support@2", CostUsd = 4 }),
            Samples.Recorded(4, with: it => it with { Replay = new ReplayOrigin(it.Id, null), CostUsd = 8 }));

        (await CountedAsync(store, Query("replay_run"))).ShouldBe(["r1 2 3", " 1 8", "r2 1 4"], ignoreOrder: true);
        (await CountedAsync(store, Query("prompt_template"))).ShouldBe(["support@2 2 6", " 1 8", "support@1 1 1"], ignoreOrder: true);
        (await CountedAsync(store, Query("replay_run", "prompt_template") with { Filter = Samples.Filter("replay_run:r1") })).ShouldBe(["r1|support@1 1 1", "r1|support@2 1 2"], ignoreOrder: true);
    }

    private static async Task<IEnumerable<string>> CountedAsync(IInteractionStore store, AggregateQuery query) =>
        (await store.AggregateAsync(query, Cancellation)).Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{string.Join('|', row.Group)} {row.Count} {row.CostUsd:0}"));

    private static StoreBatch Spread(StoreBatch batch, Random random) => batch with
    {
        Interactions = [.. batch.Interactions.Select(one => one with { Interaction = one.Interaction with { Timestamp = Moment(random) } })],
    };

    // Of four days, some crowded and some on the very edge of a granule.
    private static DateTimeOffset Moment(Random random) => random.Next(4) switch
    {
        0 => Samples.Noon.AddHours(random.Next(96)),
        1 => Samples.Noon.AddMinutes(random.Next(120)).AddMilliseconds(random.Next(2) - 1),
        _ => Samples.Noon.AddMilliseconds(random.NextInt64(96L * 3_600_000)),
    };

    private static Filter ShapeFilter(Random random) =>
        Samples.Filter(Pick(random, "status:success", "-status:success", "model:a OR model:b", "http_status>=200 stream:true", "provider:*", "-model:*", "kind:llm OR cache:hit", "status:error estimated:true", "country:*"));

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static AggregateQuery Query(params string[] groupBy) => new() { Project = Samples.Project, GroupBy = groupBy };

    /// <summary>Everything but percentiles is exact whatever answered; those are as near as rows or rollups promise.</summary>
    private static void ShouldBeTheSame(AggregateResult found, AggregateResult expected, string because)
    {
        found.Truncated.ShouldBe(expected.Truncated, because);
        found.Rows.Select(Exact).ShouldBe(expected.Rows.Select(Exact), because);
        var error = found.Source == "rows" ? 0 : LatencyHistogram.MaxRelativeError;
        foreach (var (row, other) in found.Rows.Zip(expected.Rows))
        {
            foreach (var (percentile, exact) in Percentiles(row).Zip(Percentiles(other)))
            {
                if (percentile is null || exact is null) percentile.ShouldBe(exact, because);
                else Math.Abs(percentile.Value - exact.Value).ShouldBeLessThanOrEqualTo((long)Math.Ceiling(exact.Value * error), because);
            }
        }
    }

    private static long?[] Percentiles(AggregateRow row) => [row.LatencyMsP50, row.LatencyMsP95, row.LatencyMsP99, row.TtftMsP50, row.TtftMsP95];

    private static string Exact(AggregateRow row) => string.Join('|', row.Group)
        + (row with { Group = [], LatencyMsP50 = null, LatencyMsP95 = null, LatencyMsP99 = null, TtftMsP50 = null, TtftMsP95 = null });
}
