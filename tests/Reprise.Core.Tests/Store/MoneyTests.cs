using Reprise.Store;

namespace Reprise.Core.Tests.Store;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(0.25, 250_000_000_000)]
    [InlineData(-3, -3_000_000_000_000)]
    [InlineData(0.000000000001, 1)]
    public void A_bound_of_whole_picodollars_is_a_whole_number(double usd, long pico) => Money.Bound(usd).ShouldBeOfType<long>().ShouldBe(pico);

    [Theory]
    [InlineData(0.0000000000015, 1.5)]
    [InlineData(1e9, 1e21)]
    public void A_bound_between_picodollars_or_beyond_them_is_not(double usd, double pico) => Money.Bound(usd).ShouldBeOfType<double>().ShouldBe(pico);
}
