using System.Globalization;
using System.Text.Json;
using Reprise.Evaluation.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the number in the answer is the right one.</summary>
internal sealed class NumericEvaluator : TextEvaluator
{
    private readonly double? _expected;
    private readonly double _tolerance;
    private readonly bool _isRelative, _isFirst;
    private readonly JsonPath? _path;

    public NumericEvaluator(EvaluatorOptions options) : base(options)
    {
        _expected = options.Number("value");
        _tolerance = options.Number("tolerance", 0) ?? 1e-9;
        _isRelative = options.Flag("relative");
        _isFirst = options.Word("pick", "last", "first") == "first";
        _path = JsonPath.Read(options, "path");
    }

    protected override Score Score(EvaluationCase subject, string text)
    {
        if ((_expected ?? NumberIn(subject.Expected)) is not { } expected) return None("nobody said which number the answer should hold");
        double? found;
        if (_path is null) found = NumberIn(text);
        else if (!AnswerJson.TryRead(text, out var json, out var why)) return None(why);
        else if (_path.Select(json) is { } values) found = NumberOf(values);
        else return None(JsonPath.TooMuch);
        if (found is not { } number) return None(_path is null ? "there is no number in the answer" : "there is no number at the path");
        var allowed = _isRelative ? _tolerance * Math.Abs(expected) : _tolerance;
        var isNear = Math.Abs(number - expected) <= allowed;
        return Scored(isNear, isNear ? null : string.Create(CultureInfo.InvariantCulture, $"says {number} where {expected} was expected"), number);
    }

    private double? NumberOf(IReadOnlyList<JsonElement> values)
    {
        foreach (var value in values)
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)) return number;
            if (value.ValueKind == JsonValueKind.String && NumberIn(value.GetString()) is { } written) return written;
        }

        return null;
    }

    private double? NumberIn(string? text) => text is null ? null : _isFirst ? NumbersInText.First(text) : NumbersInText.Last(text);
}
