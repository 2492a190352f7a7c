using Reprise.Evaluation.Json;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the answer is JSON.</summary>
internal sealed class JsonEvaluator(EvaluatorOptions options) : TextEvaluator(options)
{
    private readonly bool _fenced = options.Flag("fenced");

    protected override Score Score(EvaluationCase subject, string text) => AnswerJson.TryRead(text, out _, out var why, _fenced) ? Scored(1) : Scored(0, why);
}
