using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>What the facts about one interaction say together, as a document shows it: the store's fold, and what only documents know of.</summary>
internal sealed class FoldedFacts
{
    /// <summary>Name of the correction that replaces the cost shown.</summary>
    public const string Cost = "total_cost_usd";

    private FoldedFacts(IReadOnlyList<Fact> oldestFirst)
    {
        Fold = FactFold.Of(oldestFirst);
        foreach (var fact in oldestFirst)
        {
            if (fact.Kind == FactKind.Flag) IsFlagKnown = true;
            if (fact is { Kind: FactKind.Feedback, Text: not null }) Comment = fact;
            if (fact is { Kind: FactKind.Correction, Name: Cost, Value: >= 0 and < 1e15 }) CostFact = fact;
        }
    }

    public FactFold Fold { get; }

    /// <summary>Whether anybody flagged or cleared it.</summary>
    public bool IsFlagKnown { get; }

    /// <summary>The latest feedback in words.</summary>
    public Fact? Comment { get; }

    /// <summary>The latest corrected cost, which replaces the recorded one.</summary>
    public Fact? CostFact { get; }
    public decimal? CostUsd => (decimal?)CostFact?.Value;

    public static FoldedFacts Of(IReadOnlyList<Fact> oldestFirst) => new(oldestFirst);
}
