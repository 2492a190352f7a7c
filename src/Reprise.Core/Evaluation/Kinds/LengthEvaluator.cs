using System.Globalization;
using Reprise.Evaluation.Options;
using Reprise.Evaluation.Text;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the answer is as long as it should be. The score falls as far as it is off: half as long as the least is half the score.</summary>
internal sealed class LengthEvaluator : TextEvaluator
{
    private readonly double? _least, _most;
    private readonly string _unit;

    public LengthEvaluator(EvaluatorOptions options) : base(options)
    {
        (_least, _most) = (options.Number("min", 0), options.Number("max", 0));
        _unit = options.Word("unit", "words", "characters", "sentences");
        if (_least is null && _most is null) throw options.Missing("max");
        if (_least > _most) throw options.Wrong("min", "is more than 'max'");
    }

    protected override Score Score(EvaluationCase subject, string text)
    {
        if (text.Length > LongestText) text = text[..LongestText];
        double length = _unit switch { "characters" => TextLength.Characters(text), "sentences" => TextLength.Sentences(text), _ => TextLength.Words(text) };
        if (length < _least) return Scored(length / _least.Value, string.Create(CultureInfo.InvariantCulture, $"has {length} {_unit}, expected at least {_least}"), length);
        return length > _most ? Scored(_most.Value / length, string.Create(CultureInfo.InvariantCulture, $"has {length} {_unit}, expected at most {_most}"), length) : Scored(1, measured: length);
    }
}
