using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether none of some texts stands in the answer.</summary>
internal sealed class NotContainsEvaluator(EvaluatorOptions options) : TextEvaluator(options)
{
    private readonly IReadOnlyList<string> _values = options.NeedTexts("value");
    private readonly StringComparison _comparison = options.Flag("ignore_case") ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    protected override Score Score(EvaluationCase subject, string text)
    {
        var found = _values.Where(value => text.Contains(value, _comparison)).ToList();
        return found.Count == 0 ? Scored(1) : Scored(0, $"contains {Listed.Of(found)}");
    }
}
