using Reprise.Evaluation.Options;
using Reprise.Interactions;

namespace Reprise.Evaluation.Kinds;

/// <summary>What all evaluators have in common: their name, their threshold, and how a score is said.</summary>
internal abstract class Evaluator : IEvaluator
{
    /// <summary>Only so much of a text is looked at by those that take time by its length or more.</summary>
    public const int LongestText = 1_000_000;

    private const int LongestReason = 1000;

    protected Evaluator(EvaluatorOptions options) => (Name, Author, Pass) = (options.Name, "evaluator:" + options.Type, options.Pass);

    public string Name { get; }

    public virtual bool NeedsReference => false;

    public virtual bool IsPreference => false;

    public string Author { get; protected init; }

    protected double Pass { get; init; }

    public virtual ValueTask<Score> ScoreAsync(EvaluationCase subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<Score>(Score(subject));
    }

    /// <summary>The score of an evaluator that waits for nothing.</summary>
    protected virtual Score Score(EvaluationCase subject) => throw new NotSupportedException();

    protected Score Scored(double value, string? reason = null, double? measured = null)
    {
        value = Math.Clamp(value, 0, 1);
        return new Score { Name = Name, Value = value, Passed = value >= Pass, Measured = measured, Reason = Cut(reason) };
    }

    protected Score Scored(bool holds, string? reason = null, double? measured = null) => Scored(holds ? 1 : 0, reason, measured);

    protected Score None(string reason) => new() { Name = Name, Reason = Cut(reason) };

    /// <summary>What of a text can be shown in a reason.</summary>
    protected static string Shown(string text) => Preview.Of(text, 80) ?? "";

    private static string? Cut(string? reason)
    {
        if (reason is null || reason.Length <= LongestReason) return reason;
        var end = char.IsHighSurrogate(reason[LongestReason - 2]) ? LongestReason - 2 : LongestReason - 1;
        return reason[..end] + "…";
    }
}
