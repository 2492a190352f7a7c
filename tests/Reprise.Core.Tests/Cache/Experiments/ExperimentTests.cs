using Reprise.Cache.Experiments;

namespace Reprise.Core.Tests.Cache.Experiments;

public sealed class ExperimentTests
{
    private static readonly CacheExperiment _experiment = new() { Name = "strict-or-not", PolicyA = "conservative", PolicyB = "aggressive" };

    [Fact]
    public void A_key_stays_in_its_arm_and_a_growing_share_takes_nobody_away()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var key = $"user-{i}";
            _experiment.ArmOf(key).ShouldBe((_experiment with { PolicyA = "x" }).ArmOf(key));
            if ((_experiment with { ShareA = 0.2 }).ArmOf(key) == ExperimentArm.A) _experiment.ArmOf(key).ShouldBe(ExperimentArm.A);
        }

        // A fixed answer: it must not change from one release to the next.
        string.Concat(Enumerable.Range(0, 16).Select(i => _experiment.ArmOf($"user-{i}"))).ShouldBe("BABBABBABABBBBAB");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Shares_are_kept(double share)
    {
        var experiment = _experiment with { ShareA = share };
        var inA = Enumerable.Range(0, 20_000).Count(i => experiment.ArmOf($"{i}") == ExperimentArm.A);
        (inA / 20_000.0).ShouldBe(share, 0.015);
    }

    [Fact]
    public void Experiments_deal_independently()
    {
        var other = _experiment with { Name = "another" };
        var both = Enumerable.Range(0, 20_000).Count(i => _experiment.ArmOf($"{i}") == ExperimentArm.A && other.ArmOf($"{i}") == ExperimentArm.A);
        (both / 20_000.0).ShouldBe(0.25, 0.015);
    }

    // Published in R. G. Newcombe, "Interval estimation for the difference between independent proportions", table II, method 10.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    public void Differences_of_rates_are_those_in_print(int eventsA, int trialsA, int eventsB, int trialsB, double lower, double upper)
    {
        var got = Differences.OfRates(eventsA, trialsA, eventsB, trialsB);
        got.Lower.ShouldBe(lower, 0.00005);
        got.Upper.ShouldBe(upper, 0.00005);
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.3027)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(1_000, 1.9623)]
    [InlineData(1e9, 1.9600)]
    [InlineData(10, 3.1693, 0.99)]
    [InlineData(1e9, 2.5758, 0.99)]
    [InlineData(1e9, 2.4977, 0.9875)]
    public void Students_quantiles_are_those_in_print(double freedom, double quantile, double confidence = 0.95) => Differences.StudentQuantile(freedom, confidence).ShouldBe(quantile, 0.00006);

    [Fact]
    public void Means_are_compared_by_welch()
    {
        // By hand: means 5 and 7, variances 10 and 2.5, 5 and 5 values; error 2.5, freedom 5.882, t 2.4590.
        var a = new Sample(5, 25, 25 * 5 + 40, Worth: 1);
        var b = new Sample(5, 35, 35 * 7 + 10, Worth: 1);
        var (difference, lower, upper) = Differences.OfMeans(a, b);
        difference.ShouldBe(-2);
        (upper - lower).ShouldBe(2 * 2.4590 * Math.Sqrt(2.5), 0.001);
    }

    [Fact]
    public void Few_calls_show_nothing()
    {
        var result = ExperimentVerdict.Compare(Arm(50, 40, 0.01, 0, 0), Arm(50, 1, 0.01, 0, 0));
        result.Verdict.ShouldBe(Verdict.NotEnoughData);
        result.Measures.Single(m => m.Measure == ExperimentMeasure.HitRate).Difference.ShouldNotBeNull().ShouldBe(0.78, 1e-9);
        ExperimentVerdict.Compare(new ArmCounts(), new ArmCounts()).Verdict.ShouldBe(Verdict.NotEnoughData);
    }

    [Fact]
    public void A_clear_difference_names_the_better_arm_and_its_interval()
    {
        var result = ExperimentVerdict.Compare(Arm(2_000, 900, 0.01, 100, 1), Arm(2_000, 600, 0.01, 100, 1));
        result.Verdict.ShouldBe(Verdict.ABetter);
        result.DecidedBy.ShouldBe(ExperimentMeasure.SavedCost);
        var hits = result.Measures.Single(m => m.Measure == ExperimentMeasure.HitRate);
        hits.Verdict.ShouldBe(Verdict.ABetter);
        hits.Lower!.Value.ShouldBeInRange(0.1, 0.15);
        hits.Upper!.Value.ShouldBeInRange(0.15, 0.2);
        result.Measures.Single(m => m.Measure == ExperimentMeasure.Latency).Verdict.ShouldBe(Verdict.ABetter);
        result.Measures.Single(m => m.Measure == ExperimentMeasure.FalseHits).Verdict.ShouldBe(Verdict.NoDifferenceShown);
        ExperimentVerdict.Compare(Arm(2_000, 600, 0.01, 100, 1), Arm(2_000, 900, 0.01, 100, 1)).Verdict.ShouldBe(Verdict.BBetter);
    }

    [Fact]
    public void Wrong_answers_outweigh_everything_they_save()
    {
        var result = ExperimentVerdict.Compare(Arm(2_000, 1_500, 0.01, 300, 30), Arm(2_000, 600, 0.01, 300, 1));
        (result.Verdict, result.DecidedBy).ShouldBe((Verdict.BBetter, ExperimentMeasure.FalseHits));
        result.Measures.Single(m => m.Measure == ExperimentMeasure.HitRate).Verdict.ShouldBe(Verdict.ABetter);
    }

    [Fact]
    public void Nothing_is_better_while_too_little_is_known_of_its_wrong_answers()
    {
        var (lax, strict) = (Arm(2_000, 1_500, 0.01, 5, 0) with { SemanticHits = 900 }, Arm(2_000, 600, 0.01, 2, 0));
        var result = ExperimentVerdict.Compare(lax, strict);
        (result.Verdict, result.DecidedBy).ShouldBe((Verdict.NotEnoughData, null));
        ExperimentVerdict.Compare(strict, lax).Verdict.ShouldBe(Verdict.NotEnoughData);
        result.Measures.Single(m => m.Measure == ExperimentMeasure.HitRate).Verdict.ShouldBe(Verdict.ABetter);

        // Answers to the very same request are not wrong.
        ExperimentVerdict.Compare(lax with { SemanticHits = 0 }, strict).Verdict.ShouldBe(Verdict.ABetter);
    }

    [Fact]
    public void Arms_that_are_equal_in_all_four_measures_are_called_different_in_one_of_twenty_at_most()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        int called = 0, histories = 500;
        for (var i = 0; i < histories; i++)
        {
            var (a, b) = (Independent(random, 400), Independent(random, 400));
            if (ExperimentVerdict.Compare(a, b).Verdict is Verdict.ABetter or Verdict.BBetter) called++;
        }

        // Three standard errors above what is promised.
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {called} of {histories}");
        called.ShouldBeLessThanOrEqualTo((int)(histories * (0.05 + 3 * Math.Sqrt(0.05 / histories))), $"seed {seed}");
    }

    [Fact]
    public void Calls_of_few_users_are_few_pieces_of_evidence()
    {
        // 40 users a side, 500 calls each, all hits or none: by calls a sure thing, by users a coin.
        var (one, other) = (Clustered(40, 500, hits: 24), Clustered(40, 500, hits: 18));
        ExperimentVerdict.Compare(one with { Clusters = null }, other with { Clusters = null }).Measures[0].Verdict.ShouldBe(Verdict.ABetter);
        ExperimentVerdict.Compare(one, other).Measures[0].Verdict.ShouldBe(Verdict.NoDifferenceShown);
        ExperimentVerdict.Compare(Clustered(10, 500, hits: 9), Clustered(10, 500, hits: 1)).Measures[0].Verdict.ShouldBe(Verdict.NotEnoughData);

        // Users who all behave alike take nothing away.
        var even = ClusterCounts.None;
        for (var i = 0; i < 100; i++) even = even.With(10, 3);
        Sample.WorthOf(new ArmCounts { Calls = 1_000, Hits = 300, Clusters = even }).ShouldBe(1);
    }

    [Fact]
    public void Words_are_those_people_read()
    {
        Enum.GetValues<Verdict>().Select(ExperimentWords.Of).ShouldBe(["not enough data", "no difference shown", "a better", "b better"]);
        Enum.GetValues<ExperimentMeasure>().Select(ExperimentWords.Of).ShouldBe(["hit_rate", "saved_cost_usd", "latency_ms", "false_hits"]);
    }

    private static ArmCounts Arm(int calls, int hits, double saved, int checks, int wrong)
    {
        var arm = new ArmCounts();
        for (var i = 0; i < calls; i++) arm = arm.With(i < hits, i < hits ? saved : 0, i < hits ? 2 : 900 + i % 100);
        for (var i = 0; i < checks; i++) arm = arm.WithCheck(i >= wrong);
        return arm;
    }

    /// <summary>Hits, cost, latency and wrong answers that have nothing to do with each other: each is another chance to err.</summary>
    private static ArmCounts Independent(Random random, int calls)
    {
        var arm = new ArmCounts();
        for (var i = 0; i < calls; i++) arm = arm.With(random.NextDouble() < 0.3, random.NextDouble() * 0.01, 100 + random.NextDouble() * 900);
        for (var i = 0; i < calls; i++) arm = arm.WithCheck(random.NextDouble() >= 0.2);
        return arm;
    }

    private static ArmCounts Simulated(Random random, int calls, double rate)
    {
        var arm = new ArmCounts();
        for (var i = 0; i < calls; i++) arm = arm.With(random.NextDouble() < rate, 0, latency: null);
        return arm;
    }

    private static ArmCounts Clustered(int users, int calls, int hits)
    {
        var clusters = ClusterCounts.None;
        for (var i = 0; i < users; i++) clusters = clusters.With(calls, i < hits ? calls : 0);
        return new ArmCounts { Calls = users * calls, Hits = hits * calls, Clusters = clusters };
    }
}
