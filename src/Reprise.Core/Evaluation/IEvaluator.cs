namespace Reprise.Evaluation;

/// <summary>Scores one answer. Safe for any number of threads; throws on no content, only when cancelled.</summary>
public interface IEvaluator
{
    /// <summary>The name of its scores, and of the facts they become: 1 to 64 of a–z, 0–9, <c>_</c>.</summary>
    string Name { get; }

    /// <summary>Whether it needs <see cref="EvaluationCase.Reference"/>: another answer to compare with.</summary>
    bool IsPairwise { get; }

    /// <summary>Who says so, on the facts its scores become: <c>evaluator:</c> and its type, or <c>judge:</c> and the model that judges.</summary>
    string Author => "evaluator:" + Name;

    /// <summary>The score, or one without a value that says why there is none (no expected answer, no JSON, the judge did not answer).</summary>
    ValueTask<Score> ScoreAsync(EvaluationCase subject, CancellationToken cancellationToken);
}
