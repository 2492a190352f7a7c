namespace Reprise.Interactions;

/// <summary>Something learned later about an interaction. Appended, never changed; a later fact of the same kind and name prevails.</summary>
public sealed record Fact
{
    public required InteractionId FactId { get; init; }
    public required InteractionId InteractionId { get; init; }
    public required string Project { get; init; }
    public required FactKind Kind { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The measure (<c>relevance_score</c>), the label's name, or null where the kind says enough.</summary>
    public string? Name { get; init; }

    /// <summary>A score, usually 0 to 1; for feedback 1 is up and −1 down; for a flag 1 is flagged and 0 cleared; for a correction of cost US dollars.</summary>
    public double? Value { get; init; }

    /// <summary>A comment, a reason, a label's value, or corrected text.</summary>
    public string? Text { get; init; }

    /// <summary>Who or what said so.</summary>
    public string? Author { get; init; }
}

public enum FactKind
{
    Evaluation,
    Feedback,
    Flag,
    Label,
    Correction,
}
