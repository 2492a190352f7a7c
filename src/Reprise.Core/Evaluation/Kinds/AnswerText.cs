using Reprise.Wire;

namespace Reprise.Evaluation.Kinds;

/// <summary>The texts that evaluators look at, or why there are none.</summary>
internal static class AnswerText
{
    /// <summary>The answer's text, which may be empty; false when there was no answer.</summary>
    /// <param name="subject">What is scored.</param>
    /// <param name="text">The text.</param>
    /// <param name="why">Why there is none.</param>
    public static bool TryGet(EvaluationCase subject, out string text, out string why)
    {
        (text, why) = (subject.Answer.Content ?? "", "");
        if (subject.Answer is { Content: { } content, ErrorMessage: null, ErrorCode: null } || !string.IsNullOrEmpty(subject.Answer.Content)) return true;
        why = subject.Interaction.Response is null ? "no answer is on record" : HasFailed(subject.Answer) ? "the call failed, so there is no answer" : "the answer has no text that could be read";
        return false;
    }

    private static bool HasFailed(AnswerReading answer) => answer.ErrorCode is not null || answer.ErrorMessage is not null;
}
