namespace Reprise.Evaluation;

/// <summary>Scores one answer. Safe for any number of threads; throws on no content, only when cancelled.</summary>
public interface IEvaluator
{
    /// <summary>The name of its scores, and of the facts they become: 1 to 64 of a–z, 0–9, <c>_</c>.</summary>
    string Name { get; }

    /// <summary>Whether it looks at <see cref="EvaluationCase.Reference"/>, another answer to compare with: always, or for want of an expected one.</summary>
    bool NeedsReference { get; }

    /// <summary>Whether its score says which of the two answers is better: above 0.5 the one that is scored. Else it says how good an answer is, or how like the other.</summary>
    bool IsPreference { get; }

    /// <summary>Who says so, on the facts its scores become: <c>evaluator:</c> and its type, or <c>judge:</c> and the model that judges.</summary>
    string Author => "evaluator:" + Name;

    /// <summary>The score, or one without a value that says why there is none (no expected answer, no JSON, the judge did not answer).</summary>
    ValueTask<Score> ScoreAsync(EvaluationCase subject, CancellationToken cancellationToken);
}
