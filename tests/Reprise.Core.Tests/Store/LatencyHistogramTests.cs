using Reprise.Store.Rollups;

namespace Reprise.Core.Tests.Store;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Every_value_falls_into_a_cell_whose_middle_is_near_it()
    {
        var previous = -1;
        foreach (var value in Enumerable.Range(0, 100_000).Select(i => (long)i).Concat(Enumerable.Range(17, 46).SelectMany(bits => new[] { (1L << bits) - 1, 1L << bits, (1L << bits) + 1 })).Append(long.MaxValue))
        {
            var cell = LatencyHistogram.CellOf(value);
            cell.ShouldBeInRange(Math.Max(0, previous), LatencyHistogram.MaxCells - 1, $"value {value}");
            previous = cell;
            Math.Abs((double)LatencyHistogram.MiddleOf(cell) - value).ShouldBeLessThanOrEqualTo(value * LatencyHistogram.MaxRelativeError, $"value {value}");
        }
    }

    [Fact]
    public void Values_below_64_and_the_sum_are_exact()
    {
        var histogram = Of(Enumerable.Range(0, 64).Select(i => (long)i));
        (histogram.Percentile(50), histogram.Percentile(95), histogram.Percentile(99), histogram.Percentile(100)).ShouldBe((31, 60, 63, 63));
        (histogram.Count, histogram.Sum, histogram.Mean).ShouldBe((64, 2016, 31.5));
        new LatencyHistogram().Percentile(50).ShouldBeNull();
        Of([-5, long.MaxValue, long.MaxValue]).Sum.ShouldBe(((Int128)long.MaxValue * 2) - 5);
    }

    [Fact]
    public void Percentiles_are_as_near_to_the_exact_ones_as_promised()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var values = Values(random, random.Next(1, 400)).Order().ToArray();
            var histogram = Of(values);
            foreach (var percent in new[] { 1, 50, 90, 95, 99, 100 })
            {
                var exact = values[(((values.Length * percent) + 99) / 100) - 1];
                Math.Abs(histogram.Percentile(percent)!.Value - exact).ShouldBeLessThanOrEqualTo((long)Math.Ceiling(exact * LatencyHistogram.MaxRelativeError), $"seed {seed}, round {round}, p{percent}");
            }
        }
    }

    [Fact]
    public void Merging_is_associative_and_subtracting_undoes_it()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var (a, b, c) = (Values(random, random.Next(50)), Values(random, random.Next(50)), Values(random, random.Next(50)));
            var all = Of(a.Concat(b).Concat(c));
            var right = Of(b);
            right.Add(Of(c));
            var left = Of(a);
            left.Add(right);
            Text(left).ShouldBe(Text(all), $"seed {seed}, round {round}");
            left.TrySubtract(Of(c)).ShouldBeTrue();
            left.TrySubtract(Of(a)).ShouldBeTrue();
            Text(left).ShouldBe(Text(Of(b)), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void What_is_not_in_it_cannot_be_taken_away()
    {
        var histogram = Of([10, 20, 3000]);
        histogram.TrySubtract(Of([10, 10])).ShouldBeFalse();
        histogram.TrySubtract(Of([4_000_000])).ShouldBeFalse();
        Text(histogram).ShouldBe(Text(Of([3000, 20, 10])));
    }

    private static LatencyHistogram Of(IEnumerable<long> values)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in values) histogram.Add(value);
        return histogram;
    }

    private static long[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (long)Math.Exp(random.NextDouble() * 14))];

    private static string Text(LatencyHistogram histogram) => $"{histogram.Count} {histogram.Sum} {string.Join(' ', histogram.Cells)}";
}
