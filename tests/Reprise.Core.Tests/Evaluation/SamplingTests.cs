using Reprise.Evaluation.Rules;
using Reprise.Evaluation.Scoring;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>Which interactions a rule takes, and what rates are told with.</summary>
public sealed class SamplingTests
{
    [Fact]
    public void A_sample_is_as_large_as_was_said_and_always_the_same()
    {
        var ids = Enumerable.Range(0, 20_000).Select(i => InteractionId.At(DateTimeOffset.UnixEpoch.AddDays(20_000).AddMilliseconds(i)).Value).ToList();
        var (one, other) = (Rule("one", 0.1), Rule("other", 0.1));
        var taken = ids.Where(one.Samples).ToList();
        taken.Count.ShouldBeInRange(1800, 2200);
        ids.Where(one.Samples).ShouldBe(taken);
        // Two rules take independent samples.
        taken.Count(other.Samples).ShouldBeInRange(120, 280);
        ids.Count(Rule("all", 1).Samples).ShouldBe(ids.Count);
    }

    [Fact]
    public void Ids_that_differ_in_few_bits_are_sampled_all_the_same()
    {
        var rule = Rule("r", 0.25);
        Enumerable.Range(0, 10_000).Count(i => rule.Samples((UInt128)i)).ShouldBeInRange(2200, 2800);
        Enumerable.Range(0, 10_000).Count(i => rule.Samples((UInt128)i << 80)).ShouldBeInRange(2200, 2800);
    }

    [Fact]
    public void Wilsons_interval_is_as_in_the_tables()
    {
        PassInterval.Wilson(0, 0).ShouldBe(new PassInterval(0, 1));
        var (lower, upper) = PassInterval.Wilson(8, 10);
        (lower, upper).ShouldSatisfyAllConditions(() => lower.ShouldBe(0.4902, 0.0005), () => upper.ShouldBe(0.9433, 0.0005));
        PassInterval.Wilson(0, 5).Lower.ShouldBe(0);
        PassInterval.Wilson(5, 5).Upper.ShouldBe(1);
    }

    [Fact]
    public void Parts_of_a_result_add_up()
    {
        var one = Part(2, 1, 0.5, 0.2);
        var both = one.And(Part(1, 1, 1, 0.1));
        var score = both.Scores.ShouldHaveSingleItem();
        (both.Interactions, score.Scored, score.Passed).ShouldBe((3, 3, 2));
        score.Mean.ShouldNotBeNull().ShouldBe(2.0 / 3, 1e-9);
        score.Worst.Select(static worst => worst.Value).ShouldBe([0.1, 0.2]);
        score.Reasons.ShouldBe([new ReasonCount("why", 2)]);
    }

    private static EvaluationResult Part(long scored, long passed, double mean, double worst) => new()
    {
        Interactions = scored, LeftOut = 0, Facts = scored,
        Scores = [new ScoreSummary { Name = "n", Author = "a", Scored = scored, Passed = passed, WithoutValue = 1, Mean = mean, Worst = [new WorstScore("i", worst, null)], Reasons = [new ReasonCount("why", 1)] }],
    };

    private static EvaluationRule Rule(string name, double sample) =>
        new() { Name = name, Project = "p", Filter = Filter.All, Evaluators = [], Values = new EvaluationRuleValues { Sample = sample } };
}
