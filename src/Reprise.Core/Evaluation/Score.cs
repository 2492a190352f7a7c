using Reprise.Interactions;

namespace Reprise.Evaluation;

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

    /// <summary>The calls a judge made for it, which are on record themselves; empty for all others.</summary>
    public IReadOnlyList<InteractionId> Judgements { get; init; } = [];

    /// <summary>What these calls cost in US dollars; null when there were none, or the price of one is not known.</summary>
    public decimal? JudgeCostUsd { get; init; }

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
