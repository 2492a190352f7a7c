using Reprise.Cache.Guards;

namespace Reprise.Cache.Judging;

/// <summary>
/// Judges by what two texts share, what each has alone, and how near their vectors are: a logistic model with signs that cannot turn, calibrated on nearest
/// neighbours. Without state; some microseconds for a candidate.
/// </summary>
public sealed class CandidateJudge : ICandidateJudge
{
    private static readonly Lazy<CandidateJudge> s_shared = new(() => new CandidateJudge(JudgeModel.ReadBuiltIn()));

    private readonly JudgeModel _without;
    private readonly JudgeModel _with;

    internal CandidateJudge((JudgeModel Without, JudgeModel With) models) => (_without, _with) = models;

    /// <summary>The one instance, with the weights that come with the house.</summary>
    public static CandidateJudge Shared => s_shared.Value;

    public Judgement Judge(PreparedText asked, PreparedText cached, float similarity, float? secondSimilarity)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(cached);
        var guards = TextGuards.All(asked, cached);
        Span<float> features = stackalloc float[PairFeatures.All.Count];
        PairFeatures.Write(asked, cached, guards, similarity, secondSimilarity, features);
        var probability = (secondSimilarity is null ? _without : _with).Probability(features);
        return new Judgement(probability, (guards & TextGuards.Vetoes) == 0 ? GuardKind.None : TextGuards.First(asked, cached));
    }
}
