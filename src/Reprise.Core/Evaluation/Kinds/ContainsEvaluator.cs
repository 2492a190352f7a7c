using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether texts stand in the answer, all of them or one at least.</summary>
internal sealed class ContainsEvaluator(EvaluatorOptions options) : TextEvaluator(options)
{
    private readonly IReadOnlyList<string> _values = options.NeedTexts("value");
    private readonly bool _any = options.Word("match", "all", "any") == "any";
    private readonly StringComparison _comparison = options.Flag("ignore_case") ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    protected override Score Score(EvaluationCase subject, string text)
    {
        var missing = _values.Where(value => !text.Contains(value, _comparison)).ToList();
        if (missing.Count == 0 || _any && missing.Count < _values.Count) return Scored(1);
        return Scored(_any ? 0 : 1 - (double)missing.Count / _values.Count, $"does not contain {Listed.Of(missing)}");
    }
}
