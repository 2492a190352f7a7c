using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>What the facts about one interaction say together: the latest of each kind and name prevails.</summary>
public sealed class FoldedFacts
{
    /// <summary>Name of the correction that replaces the cost shown.</summary>
    public const string Cost = "total_cost_usd";

    private readonly Dictionary<string, double> _scores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    private FoldedFacts() { }

    public static FoldedFacts None { get; } = new();

    public IReadOnlyDictionary<string, double> Scores => _scores;
    public IReadOnlyDictionary<string, string> Labels => _labels;

    /// <summary>Null when nobody flagged or cleared it.</summary>
    public bool? Flagged { get; private set; }
    public string? FlagReason { get; private set; }
    public Fact? Feedback { get; private set; }

    /// <summary>The corrected cost, which replaces the recorded one.</summary>
    public decimal? CostUsd { get; private set; }

    /// <summary>The price table behind <see cref="CostUsd"/>, where a table said so.</summary>
    public string? PriceVersion { get; private set; }

    public static FoldedFacts Of(IReadOnlyList<Fact> oldestFirst)
    {
        ArgumentNullException.ThrowIfNull(oldestFirst);
        if (oldestFirst.Count == 0) return None;
        var folded = new FoldedFacts();
        foreach (var fact in oldestFirst) folded.Add(fact);
        return folded;
    }

    /// <summary>The latest score of that name, or null.</summary>
    public double? Score(string name) => _scores.TryGetValue(name, out var value) ? value : null;

    private void Add(Fact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Evaluation when fact.Value is { } value:
                _scores[fact.Name ?? "quality_score"] = value;
                break;
            case FactKind.Feedback:
                Feedback = fact;
                break;
            case FactKind.Flag:
                Flagged = fact.Value is null or > 0;
                FlagReason = Flagged == true ? fact.Text : null;
                break;
            case FactKind.Label when fact.Name is { } name:
                if (fact.Text is { Length: > 0 } text) _labels[name] = text;
                else if (fact.Value is { } number) _labels[name] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                else _labels.Remove(name);
                break;
            case FactKind.Correction when fact.Name == Cost && fact.Value is >= 0 and < 1e15:
                CostUsd = (decimal)fact.Value.Value;
                PriceVersion = fact.Text;
                break;
            default:
                break;
        }
    }
}
