using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>Facts as the world sees them.</summary>
public static class FactDocuments
{
    public static IReadOnlyList<string> Kinds { get; } = ["evaluation", "feedback", "flag", "label", "correction"];

    public static FactDocument Of(Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return new FactDocument
        {
            FactId = fact.FactId.ToString(),
            Kind = Kinds[(int)fact.Kind],
            Timestamp = fact.Timestamp,
            Name = fact.Name,
            Value = fact.Value,
            Text = fact.Text,
            Author = fact.Author,
        };
    }

    public static FactKind? ReadKind(string? word)
    {
        for (var i = 0; i < Kinds.Count; i++)
        {
            if (Kinds[i] == word) return (FactKind)i;
        }

        return null;
    }
}
