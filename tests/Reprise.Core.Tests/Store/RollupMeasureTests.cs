using Reprise.Interactions;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Core.Tests.Store;

public sealed class RollupMeasureTests
{
    [Fact]
    public void Order_of_adding_and_merging_does_not_matter()
    {
        var (random, seed) = Seeded();
        for (var round = 0; round < 100; round++)
        {
            var samples = Samples(random, random.Next(1, 60));
            var cut = random.Next(samples.Length + 1);
            var merged = Of(samples[cut..].Reverse());
            merged.Add(Of(samples[..cut]));
            merged.ToBytes().ShouldBe(Of(samples).ToBytes(), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Subtracting_undoes_adding_but_for_the_bounds()
    {
        var (random, seed) = Seeded();
        for (var round = 0; round < 100; round++)
        {
            var some = Samples(random, random.Next(1, 60));
            var (kept, gone) = (Of(Samples(random, random.Next(1, 60))), Of(some));
            var both = RollupMeasure.Read(kept.ToBytes());
            both.Add(gone);
            if (round % 2 == 0) both.TrySubtract(gone).ShouldBeTrue();
            else foreach (var sample in some) both.TrySubtract(sample).ShouldBeTrue();
            both.SetBounds(kept.FirstMs, kept.LastMs);
            both.ToBytes().ShouldBe(kept.ToBytes(), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void More_than_is_there_is_not_taken_away()
    {
        var measure = Of([new AggregateSample(1, InteractionStatus.Success) { LatencyMs = 7 }]);
        var before = measure.ToBytes();
        measure.TrySubtract(Of([new AggregateSample(1, InteractionStatus.Error)])).ShouldBeFalse();
        measure.TrySubtract(Of([new AggregateSample(1, InteractionStatus.Success) { LatencyMs = 8 }])).ShouldBeFalse();
        measure.TrySubtract(Of([new AggregateSample(1, InteractionStatus.Success) { Quality = 0 }])).ShouldBeFalse();
        measure.TrySubtract(new AggregateSample(1, InteractionStatus.Error)).ShouldBeFalse();
        measure.TrySubtract(new AggregateSample(1, InteractionStatus.Success) { LatencyMs = 8 }).ShouldBeFalse();
        measure.ToBytes().ShouldBe(before);
    }

    [Fact]
    public void Stored_measures_are_read_back_and_take_few_bytes()
    {
        var (random, seed) = Seeded();
        for (var round = 0; round < 200; round++)
        {
            var measure = Of(Samples(random, random.Next(60)));
            var bytes = measure.ToBytes();
            RollupMeasure.Read(bytes).ToBytes().ShouldBe(bytes, $"seed {seed}, round {round}");
            bytes.Length.ShouldBeLessThan(80 + ((int)measure.Count * 8), $"seed {seed}, round {round}");
        }

        var extreme = Of([.. Enumerable.Repeat(new AggregateSample(0, InteractionStatus.Success) { PromptTokens = long.MaxValue, CostPico = long.MinValue, LatencyMs = long.MaxValue, Quality = double.MaxValue }, 3)]);
        RollupMeasure.Read(extreme.ToBytes()).ToBytes().ShouldBe(extreme.ToBytes());
    }

    [Fact]
    public void Damaged_measures_are_refused_and_never_anything_worse()
    {
        var (random, seed) = Seeded();
        var refused = 0;
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Of(Samples(random, 10)).ToBytes();
            for (var i = random.Next(3); i >= 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes = bytes[..random.Next(bytes.Length + 1)];
            try
            {
                var table = new AggregateTable(new AggregateQuery { Project = "p" });
                table.Add(null, null, 0, bytes);
                table.ToResult();
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}: {Convert.ToHexString(bytes)}", exception);
            }
        }

        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void A_table_of_measures_says_what_a_table_of_samples_says()
    {
        var (random, seed) = Seeded();
        for (var round = 0; round < 100; round++)
        {
            var samples = Samples(random, random.Next(1, 200));
            var (exact, rolled) = (new AggregateTable(new AggregateQuery { Project = "p" }), new AggregateTable(new AggregateQuery { Project = "p" }));
            foreach (var sample in samples) exact.Add(null, null, sample);
            var cut = random.Next(samples.Length);
            foreach (var sample in samples[..(cut / 2)]) rolled.Add(null, null, sample);
            rolled.Add(null, null, 0, Of(samples[(cut / 2)..cut]));
            rolled.Add(null, null, 0, Of(samples[cut..]).ToBytes());
            var (expected, found) = (exact.ToResult().Rows[0], rolled.ToResult().Rows[0]);
            Near(found.LatencyMsP50, expected.LatencyMsP50).ShouldBeTrue($"seed {seed}, round {round}");
            Near(found.LatencyMsP95, expected.LatencyMsP95).ShouldBeTrue($"seed {seed}, round {round}");
            Near(found.LatencyMsP99, expected.LatencyMsP99).ShouldBeTrue($"seed {seed}, round {round}");
            Near(found.TtftMsP50, expected.TtftMsP50).ShouldBeTrue($"seed {seed}, round {round}");
            Near(found.TtftMsP95, expected.TtftMsP95).ShouldBeTrue($"seed {seed}, round {round}");
            WithoutPercentiles(found).ShouldBe(WithoutPercentiles(expected), $"seed {seed}, round {round}");
        }
    }

    private static bool Near(long? found, long? exact) => found is null || exact is null ? found == exact : Math.Abs(found.Value - exact.Value) <= Math.Ceiling(exact.Value * LatencyHistogram.MaxRelativeError);

    private static AggregateRow WithoutPercentiles(AggregateRow row) => row with { Group = [], LatencyMsP50 = null, LatencyMsP95 = null, LatencyMsP99 = null, TtftMsP50 = null, TtftMsP95 = null };

    private static (Random Random, int Seed) Seeded()
    {
        var seed = Environment.TickCount;
        return (new Random(seed), seed);
    }

    private static RollupMeasure Of(IEnumerable<AggregateSample> samples)
    {
        var measure = new RollupMeasure();
        foreach (var sample in samples) measure.Add(sample);
        return measure;
    }

    private static AggregateSample[] Samples(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => new AggregateSample(1_700_000_000_000 + random.Next(3_600_000), (InteractionStatus)random.Next(4))
    {
        PromptTokens = Maybe(random, 100_000), CompletionTokens = Maybe(random, 5000), CachedTokens = Maybe(random, 5000), CacheWriteTokens = Maybe(random, 5000),
        ReasoningTokens = Maybe(random, 5000), Bytes = random.Next(100_000), CostPico = Maybe(random, int.MaxValue), SavedCostPico = Maybe(random, int.MaxValue),
        LatencyMs = Maybe(random, 60_000), TtftMs = Maybe(random, 2000), Quality = random.Next(2) == 0 ? random.NextDouble() : null,
    })];

    private static long? Maybe(Random random, int most) => random.Next(3) == 0 ? null : random.Next(most);
}
