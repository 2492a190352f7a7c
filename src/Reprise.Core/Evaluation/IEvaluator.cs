using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Evaluation;

/// <summary>Scores one answer. Safe for any number of threads; throws on no content, only when cancelled.</summary>
public interface IEvaluator
{
    /// <summary>The name of its scores, and of the facts they become: 1 to 64 of a–z, 0–9, <c>_</c>.</summary>
    string Name { get; }

    /// <summary>Whether it needs <see cref="EvaluationCase.Reference"/>: another answer to compare with.</summary>
    bool IsPairwise { get; }

    /// <summary>The score, or one without a value that says why there is none (no expected answer, no JSON, the judge did not answer).</summary>
    ValueTask<Score> ScoreAsync(EvaluationCase subject, CancellationToken cancellationToken);
}

/// <summary>What is scored, read once for all evaluators.</summary>
public sealed record EvaluationCase
{
    public required RecordedInteraction Interaction { get; init; }
    public required CallReading Request { get; init; }
    public required AnswerReading Answer { get; init; }

    /// <summary>What the answer should be; null when nobody said.</summary>
    public string? Expected { get; init; }

    /// <summary>The answer to compare with, of the original call for a replay; null when there is none.</summary>
    public RecordedInteraction? Reference { get; init; }
    public AnswerReading? ReferenceAnswer { get; init; }

    /// <summary>Reads both sides with their dialects. Never throws.</summary>
    public static EvaluationCase Of(RecordedInteraction interaction, string? expected = null, RecordedInteraction? reference = null) => throw new NotSupportedException();
}

/// <summary>What one evaluator says of one answer.</summary>
public sealed record Score
{
    public required string Name { get; init; }

    /// <summary>0 to 1, 1 is best; null when it could not be told, and <see cref="Reason"/> says why.</summary>
    public double? Value { get; init; }

    /// <summary>Whether it is good enough by the evaluator's own threshold; null when there is no value.</summary>
    public bool? Passed { get; init; }

    /// <summary>What was measured, in its own unit (milliseconds, dollars, words); null where the value says it.</summary>
    public double? Measured { get; init; }

    /// <summary>In words, at most 1,000 characters; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The score as a fact about the interaction; null when it has no value.</summary>
    public Fact? ToFact(RecordedInteraction interaction, string author, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        ArgumentNullException.ThrowIfNull(time);
        if (Value is not { } value) return null;
        return new Fact
        {
            FactId = InteractionId.New(time),
            InteractionId = interaction.Interaction.Id,
            Project = interaction.Interaction.Project,
            Kind = FactKind.Evaluation,
            Timestamp = time.GetUtcNow(),
            Name = Name,
            Value = value,
            Text = Reason,
            Author = author,
        };
    }
}
