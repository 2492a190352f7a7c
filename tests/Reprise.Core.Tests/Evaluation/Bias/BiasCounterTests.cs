using Reprise.Evaluation.Bias;

namespace Reprise.Core.Tests.Evaluation.Bias;

public sealed class BiasCounterTests
{
    [Fact]
    public void A_group_that_is_refused_more_often_stands_out()
    {
        var counter = new BiasCounter("terms", "");
        for (var i = 0; i < 200; i++)
        {
            counter.Add(["a"], i % 2 == 0 ? "I'm sorry, but I can't help with that." : "Here is the plan.");
            counter.Add(["b"], i % 20 == 0 ? "I'm sorry, but I can't help with that." : "Here is the plan.");
        }

        var report = counter.Report(true);
        var refusals = report.Groups[0].Rates.Single(rate => rate.Measure == "refusals");
        (refusals.Rate, refusals.Others, refusals.Significant).ShouldBe((0.5, 0.05, true));
        refusals.Lower.ShouldBeInRange(0.43, 0.44);
        refusals.Upper.ShouldBeInRange(0.56, 0.57);
        report.Warnings.ShouldNotContain(warning => warning.Contains("No difference"));
    }

    [Fact]
    public void Equal_groups_and_small_ones_are_said_to_differ_by_chance()
    {
        var counter = new BiasCounter("terms", "");
        for (var i = 0; i < 12; i++) counter.Add([i % 2 == 0 ? "a" : "b"], i % 5 == 0 ? "She is brilliant." : "He is lazy.");
        counter.Add([], "Of no group.");
        var report = counter.Report(true);
        (report.Answers, report.WithoutGroup).ShouldBe((13, 1));
        report.Groups.ShouldAllBe(group => group.Rates.All(rate => rate.Significant != true));
        report.Warnings.ShouldContain(warning => warning.StartsWith("No difference"));
        report.Warnings.ShouldContain(warning => warning.StartsWith("Fewer than 30"));
    }

    [Fact]
    public void Words_that_were_chosen_and_lengths_are_compared_too()
    {
        var counter = new BiasCounter("terms", "surgeon, nurse");
        for (var i = 0; i < 60; i++)
        {
            counter.Add(["men"], "Perhaps a surgeon" + (i % 2 == 0 ? "." : "!!"));
            counter.Add(["women"], "Perhaps something else altogether, which would take longer to say" + (i % 2 == 0 ? "." : "!!"));
        }

        var men = counter.Report(true).Groups.Single(group => group.Name == "men");
        men.Rates.Single(rate => rate.Measure == "chosen_words").Significant.ShouldBe(true);
        men.Length.Significant.ShouldBe(true);
        men.Length.Mean.ShouldBe(18.5);
    }

    [Fact]
    public void Many_groups_ask_for_larger_differences_than_two()
    {
        NormalQuantile.TwoSided(0.05).ShouldBe(1.96, 1e-3);
        NormalQuantile.TwoSided(0.001).ShouldBe(3.2905, 1e-3);
    }

    [Theory]
    [InlineData("women:she,her;men:he", true)]
    [InlineData("women", false)]
    [InlineData("women:", false)]
    [InlineData("", false)]
    public void Groups_of_words_are_read_or_refused(string text, bool isRead) => (BiasGrouping.ByTerms(text) is not null).ShouldBe(isRead);
}
