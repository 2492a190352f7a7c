using Reprise.Evaluation.Options;
using Reprise.Interactions;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether a word of the record is one of those expected.</summary>
internal sealed class WordEvaluator : Evaluator
{
    private readonly IReadOnlyList<string> _expected;
    private readonly Func<EvaluationCase, string?> _word;
    private readonly string _what;

    private WordEvaluator(EvaluatorOptions options, IReadOnlyList<string> expected, string what, Func<EvaluationCase, string?> word) : base(options) => (_expected, _what, _word) = (expected, what, word);

    public static WordEvaluator FinishReason(EvaluatorOptions options) =>
        new(options, options.NeedTexts("value"), "finish reason", static subject => subject.Answer.FinishReason ?? subject.Interaction.Interaction.FinishReason);

    public static WordEvaluator Status(EvaluatorOptions options)
    {
        var expected = options.Texts("value") ?? ["success"];
        if (expected.FirstOrDefault(static word => !Words.Statuses.Contains(word, StringComparer.Ordinal)) is { } unknown)
            throw options.Wrong("value", $"is '{EvaluatorOptions.Short(unknown)}'; expected {string.Join(", ", Words.Statuses)}{EvaluatorOptions.Meant(unknown, Words.Statuses)}");
        return new WordEvaluator(options, expected, "status", static subject => Words.Of(subject.Interaction.Interaction.Status));
    }

    protected override Score Score(EvaluationCase subject)
    {
        if (_word(subject) is not { } word) return None($"the {_what} is not known");
        var isExpected = _expected.Contains(word, StringComparer.OrdinalIgnoreCase);
        return Scored(isExpected, isExpected ? null : $"the {_what} is '{Shown(word)}', expected {Listed.Of(_expected)}");
    }
}
