using System.Text.Json;
using Reprise.Evaluation.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether a path leads to something in an answer that is JSON, and to the value that is expected.</summary>
internal sealed class JsonPathEvaluator : TextEvaluator
{
    private readonly JsonPath _path;
    private readonly JsonElement? _expected;
    private readonly bool _exists, _saysExists;

    public JsonPathEvaluator(EvaluatorOptions options) : base(options)
    {
        _path = JsonPath.Read(options, "path") ?? throw options.Missing("path");
        _expected = options.Json("value");
        _saysExists = options.Has("exists");
        _exists = !_saysExists || options.Flag("exists");
        if (_expected is not null && _saysExists) throw options.Wrong("exists", "and 'value' do not go together; leave one of them out");
    }

    protected override Score Score(EvaluationCase subject, string text)
    {
        if (!AnswerJson.TryRead(text, out var json, out var why)) return None(why);
        if (_path.Select(json) is not { } found) return None(JsonPath.TooMuch);
        if (_expected is not { } expected) return Scored(found.Count > 0 == _exists, found.Count > 0 == _exists ? null : _exists ? "the path leads nowhere" : "the path leads to a value");
        if (found.Count == 0) return Scored(0, "the path leads nowhere");
        // A number or a word on a command line is text; what it says is meant.
        var isThere = found.Any(value => JsonValues.Covers(expected, value) || expected.ValueKind == JsonValueKind.String && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array) && value.GetRawText() == expected.GetString());
        return Scored(isThere, isThere ? null : $"the path leads to {Shown(found[0].GetRawText())}");
    }
}
