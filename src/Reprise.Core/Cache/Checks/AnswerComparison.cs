namespace Reprise.Cache.Checks;

/// <summary>Whether a fresh answer says what the cached one said.</summary>
public static class AnswerComparison
{
    /// <param name="question">What was asked.</param>
    /// <param name="cached">The cached answer's text.</param>
    /// <param name="fresh">The fresh answer's text.</param>
    public static AnswerAgreement Compare(string question, string cached, string fresh) => throw new NotSupportedException();
}

/// <param name="Agrees">Null when it cannot be told.</param>
/// <param name="Similarity">Cosine of the two answers.</param>
/// <param name="Reason">Why, in a word.</param>
public readonly record struct AnswerAgreement(bool? Agrees, double Similarity, string Reason);
