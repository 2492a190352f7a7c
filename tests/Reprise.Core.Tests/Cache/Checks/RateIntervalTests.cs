using Reprise.Cache.Checks;

namespace Reprise.Core.Tests.Cache.Checks;

public sealed class RateIntervalTests
{
    // Published in R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, methods 3 and 5.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0624, 0.1605, 0.0578, 0.1617)]
    [InlineData(0, 20, 0.0000, 0.1611, 0.0000, 0.1684)]
    [InlineData(1, 29, 0.0061, 0.1718, 0.0009, 0.1776)]
    public void Both_intervals_are_those_in_print(int events, int trials, double wilsonLower, double wilsonUpper, double exactLower, double exactUpper)
    {
        var wilson = RateInterval.Wilson(events, trials);
        var exact = RateInterval.ClopperPearson(events, trials);
        wilson.Lower.ShouldBe(wilsonLower, 0.00005);
        wilson.Upper.ShouldBe(wilsonUpper, 0.00005);
        exact.Lower.ShouldBe(exactLower, 0.00005);
        exact.Upper.ShouldBe(exactUpper, 0.00005);
    }

    [Fact]
    public void Nothing_counted_says_nothing()
    {
        RateInterval.Wilson(0, 0).ShouldBe(RateInterval.Unknown);
        RateInterval.ClopperPearson(0, 0).ShouldBe(new RateInterval(0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => RateInterval.Wilson(2, 1));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Intervals_hold_the_rate_and_mirror_each_other(int trials)
    {
        for (var events = 0; events <= trials; events += Math.Max(1, trials / 7))
        {
            foreach (var interval in (Func<long, long, RateInterval>[])[RateInterval.Wilson, RateInterval.ClopperPearson])
            {
                var (lower, upper) = interval(events, trials);
                lower.ShouldBeInRange(0, (double)events / trials);
                upper.ShouldBeInRange((double)events / trials, 1);
                var mirror = interval(trials - events, trials);
                mirror.Lower.ShouldBe(1 - upper, 1e-9);
            }
        }
    }

    [Fact]
    public void The_exact_interval_leaves_two_and_a_half_percent_on_either_side()
    {
        // By adding up the binomial itself, which knows nothing of the beta function.
        var (lower, upper) = RateInterval.ClopperPearson(7, 40);
        AtLeast(7, 40, lower).ShouldBe(0.025, 1e-9);
        (1 - AtLeast(8, 40, upper)).ShouldBe(0.025, 1e-9);
    }

    private static double AtLeast(int events, int trials, double rate)
    {
        var sum = 0.0;
        for (var k = events; k <= trials; k++)
        {
            var ways = 1.0;
            for (var i = 0; i < k; i++) ways *= (trials - i) / (double)(k - i);
            sum += ways * Math.Pow(rate, k) * Math.Pow(1 - rate, trials - k);
        }

        return sum;
    }
}
