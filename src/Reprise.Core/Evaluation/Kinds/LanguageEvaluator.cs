using Reprise.Evaluation.Options;
using Reprise.Evaluation.Text;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the answer is in the language that was asked for, or that the question is in.</summary>
internal sealed class LanguageEvaluator : TextEvaluator
{
    private readonly IReadOnlyList<string>? _expected;

    public LanguageEvaluator(EvaluatorOptions options) : base(options)
    {
        _expected = options.Texts("value");
        if (_expected?.FirstOrDefault(static code => !LanguageProfiles.Languages.Contains(code, StringComparer.Ordinal)) is { } unknown)
            throw options.Wrong("value", $"is '{EvaluatorOptions.Short(unknown)}'; expected one of {string.Join(", ", LanguageProfiles.Languages)}");
    }

    protected override Score Score(EvaluationCase subject, string text)
    {
        if (LanguageGuess.Of(text).Language is not { } language) return None("the language of the answer cannot be told");
        var expected = _expected ?? (LanguageGuess.Of(subject.Request.Prompt ?? "").Language is { } asked ? [asked] : null);
        if (expected is null) return None("the language of the question cannot be told");
        return expected.Contains(language, StringComparer.Ordinal) ? Scored(1) : Scored(0, $"is in '{language}', expected {Listed.Of(expected)}");
    }
}
