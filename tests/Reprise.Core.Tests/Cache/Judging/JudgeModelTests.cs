using Reprise.Cache.Judging;

namespace Reprise.Core.Tests.Cache.Judging;

public sealed class JudgeModelTests
{
    private readonly (JudgeModel Without, JudgeModel With) _models = JudgeModel.ReadBuiltIn();

    [Fact]
    public void Weights_have_the_sign_their_feature_allows()
    {
        foreach (var model in new[] { _models.Without, _models.With })
        {
            for (var i = 0; i < model.Weights.Count; i++) (model.Weights[i] * PairFeatures.All[i].Sign).ShouldBeGreaterThanOrEqualTo(PairFeatures.All[i].Sign == 0 ? float.NegativeInfinity : 0, PairFeatures.All[i].Name);
        }
    }

    [Fact]
    public void Calibration_rises_from_seldom_to_nearly_always_and_promises_no_certainty()
    {
        foreach (var model in new[] { _models.Without, _models.With })
        {
            model.Calibration.Zip(model.Calibration.Skip(1)).ShouldAllBe(pair => pair.First.Score < pair.Second.Score && pair.First.Share <= pair.Second.Share);
            model.Calibration[0].Share.ShouldBeLessThan(.2f);
            model.Calibration[^1].Share.ShouldBeInRange(.75f, .999f);
            model.Same.ShouldBeInRange(.99f, .999f);
        }
    }

    [Fact]
    public void Only_the_model_that_has_one_weighs_a_second_similarity()
    {
        _models.Without.Weights.Count.ShouldBe(PairFeatures.WithoutSecond);
        _models.With.Weights.Count.ShouldBe(PairFeatures.All.Count);
        PairFeatures.All.Skip(PairFeatures.WithoutSecond).ShouldAllBe(feature => feature.Name.StartsWith("second", StringComparison.Ordinal));
        PairFeatures.All.Select(feature => feature.Name).ShouldBeUnique();
    }
}
