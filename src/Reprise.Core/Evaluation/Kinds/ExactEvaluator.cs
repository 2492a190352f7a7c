using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the answer is the very text.</summary>
internal sealed class ExactEvaluator(EvaluatorOptions options) : ComparingEvaluator(options)
{
    private readonly bool _ignoreCase = options.Flag("ignore_case");
    private readonly bool _trim = options.Flag("trim");
    private readonly bool _normalise = options.Flag("normalise");

    protected override Score Compare(string text, string other)
    {
        var (one, two) = (Plain(text), Plain(other));
        if (string.Equals(one, two, _ignoreCase || _normalise ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)) return Scored(1);
        var at = one.AsSpan().CommonPrefixLength(two);
        return Scored(0, $"differs from character {at + 1} on: '{Shown(one[at..])}' where '{Shown(two[at..])}' was expected");
    }

    private string Plain(string text) => _normalise ? NormalText.Of(text) : _trim ? text.Trim() : text;
}
