using System.Text.Json;
using Reprise.Evaluation.Json;
using Reprise.Evaluation.Options;
using Reprise.Wire;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether a tool is called, with these arguments among others; or, with <c>not</c>, whether it is left alone.</summary>
internal sealed class ToolCallEvaluator : Evaluator
{
    private readonly string? _tool;
    private readonly JsonElement? _arguments;
    private readonly bool _exactly, _not;

    public ToolCallEvaluator(EvaluatorOptions options) : base(options)
    {
        (_tool, _arguments) = (options.Text("tool"), options.Json("arguments"));
        (_exactly, _not) = (options.Flag("exactly"), options.Flag("not"));
        if (_arguments is not null && _tool is null) throw options.Missing("tool");
        if (_not && _arguments is not null) throw options.Wrong("not", "and 'arguments' do not go together");
    }

    protected override Score Score(EvaluationCase subject)
    {
        var calls = subject.Answer.ToolCalls;
        if (calls.Count == 0 && !AnswerText.TryGet(subject, out _, out var why)) return None(why);
        var named = _tool is null ? calls : [.. calls.Where(call => call.Name == _tool)];
        if (_not) return Scored(named.Count == 0, named.Count == 0 ? null : $"calls '{Shown(named[0].Name)}'");
        if (named.Count == 0) return Scored(0, calls.Count == 0 ? "calls no tool" : $"calls {Listed.Of([.. calls.Select(static call => call.Name).Distinct(StringComparer.Ordinal)])}");
        if (_arguments is not { } expected) return Scored(1);
        var (value, reason) = named.Select(call => Compare(call, expected)).MaxBy(static result => result.Value);
        return Scored(value, reason);
    }

    /// <summary>The share of what was expected that the call has: its name, and each argument.</summary>
    private (double Value, string? Reason) Compare(ToolCall call, JsonElement expected)
    {
        var parts = 1.0 + expected.EnumerateObject().Count();
        if (!AnswerJson.TryRead(call.Arguments, out var given, out _) || given.ValueKind != JsonValueKind.Object) return (1 / parts, "the arguments are no JSON object");
        var wrong = expected.EnumerateObject().Where(argument => !given.TryGetProperty(argument.Name, out var value) || !JsonValues.Covers(argument.Value, value, _exactly)).Select(static argument => argument.Name).ToList();
        if (wrong.Count > 0) return (1 - wrong.Count / parts, $"other values for {Listed.Of(wrong)}");
        var more = _exactly ? given.EnumerateObject().Select(static argument => argument.Name).FirstOrDefault(name => !expected.TryGetProperty(name, out _)) : null;
        return more is null ? (1, null) : (1 - 1 / parts, $"'{EvaluatorOptions.Short(more)}' was not expected");
    }
}
