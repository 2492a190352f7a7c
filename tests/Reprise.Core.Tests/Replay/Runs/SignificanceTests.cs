using Reprise.Replay.Runs;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>Expected values by exact fractions and from tables of the distributions.</summary>
public sealed class SignificanceTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(6, 0, 0.03125)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(8, 2, 112.0 / 1024)]
    [InlineData(15, 5, 43400.0 / 1048576)]
    public void The_sign_test_is_exact(long wins, long losses, double p) => Significance.SignTest(wins, losses).ShouldBe(p, 1e-12);

    [Fact]
    public void The_sign_test_stands_large_counts()
    {
        // By the normal approximation with continuity: z = (5,100 − 5,000 − 0.5) / 50 = 1.99.
        Significance.SignTest(5100, 4900).ShouldBe(0.0466, 0.0002);
        Significance.SignTest(1_000_000, 0).ShouldBe(0, 1e-300);
        Significance.SignTest(500_001, 500_000).ShouldBe(1, 1e-3);
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(4, 2.7764)]
    [InlineData(5, 2.5706)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(1_000_000, 1.9600)]
    public void Quantiles_of_Student_are_those_of_the_tables(long freedom, double t) => Significance.StudentQuantile(freedom).ShouldBe(t, 0.0003);

    [Fact]
    public void Shares_have_the_score_interval()
    {
        Significance.Wilson(0, 0).ShouldBeNull();
        var (lower, upper) = Significance.Wilson(8, 10)!.Value;
        lower.ShouldBe(0.4902, 0.0001);
        upper.ShouldBe(0.9433, 0.0001);
        Significance.Wilson(10, 10)!.Value.Upper.ShouldBe(1);
    }
}
