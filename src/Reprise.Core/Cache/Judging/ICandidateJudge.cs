using Reprise.Cache.Guards;

namespace Reprise.Cache.Judging;

/// <summary>Says how probable it is that the answer to one text is right for another. Safe for any number of threads; never throws.</summary>
public interface ICandidateJudge
{
    /// <param name="asked">What is asked.</param>
    /// <param name="cached">What was asked when the answer was given.</param>
    /// <param name="similarity">Cosine of their vectors.</param>
    /// <param name="secondSimilarity">Cosine by a second model; null where none is configured.</param>
    Judgement Judge(PreparedText asked, PreparedText cached, float similarity, float? secondSimilarity);
}

/// <param name="Probability">That the answer would be right, 0 to 1, calibrated: of a hundred judged 0.9, ninety are.</param>
/// <param name="Guard">The guard that forbids it whatever the probability; none when none does.</param>
public readonly record struct Judgement(double Probability, GuardKind Guard);
