using Reprise.Comparison;
using Reprise.Evaluation.Options;

namespace Reprise.Evaluation.Kinds;

/// <summary>Whether the answer says to a program the same as the call it repeats.</summary>
internal sealed class SameEvaluator(EvaluatorOptions options) : Evaluator(options)
{
    public override bool NeedsReference => true;

    protected override Score Score(EvaluationCase subject)
    {
        if (subject.Reference is not { } reference) return None("there is no other answer to compare with");
        var comparison = CallComparer.Compare(reference, subject.Interaction);
        if (comparison.Same) return Scored(1);
        return Scored(0, comparison switch
        {
            { Status: { Original: var before, Replay: var now } } when before != now => $"the status was {before} and is {now}",
            { ToolCallsEqual: false } => "it calls other tools, or with other arguments",
            { JsonEqual: false, JsonDifferences: [var first, ..] } => $"the JSON differs at '{Shown(first.Path)}'",
            _ => FormattableString.Invariant($"the text differs; {comparison.ResponseSimilarity:0.##} of its words are the same"),
        });
    }
}
