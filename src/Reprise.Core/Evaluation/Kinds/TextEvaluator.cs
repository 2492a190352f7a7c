using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Looks at the answer's text alone.</summary>
internal abstract class TextEvaluator(EvaluatorOptions options) : Evaluator(options)
{
    protected sealed override Score Score(EvaluationCase subject) => AnswerText.TryGet(subject, out var text, out var why) ? Score(subject, text) : None(why);

    protected abstract Score Score(EvaluationCase subject, string text);
}

/// <summary>Holds the answer's text against another.</summary>
internal abstract class ComparingEvaluator : Evaluator
{
    private readonly AgainstText _against;

    protected ComparingEvaluator(EvaluatorOptions options) : base(options) => _against = new AgainstText(options);

    public sealed override bool NeedsReference => _against.NeedsReference;

    protected sealed override Score Score(EvaluationCase subject)
    {
        if (!AnswerText.TryGet(subject, out var text, out var why)) return None(why);
        return _against.Find(subject, out why) is { } other ? Compare(text, other) : None(why);
    }

    protected abstract Score Compare(string text, string other);
}
