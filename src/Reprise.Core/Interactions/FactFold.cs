using System.Globalization;

namespace Reprise.Interactions;

/// <summary>What the facts about one interaction say by now: of each kind and name the latest prevails.</summary>
public sealed class FactFold
{
    private static readonly Dictionary<string, string> s_noLabels = [];
    private static readonly Dictionary<string, double> s_noScores = [];

    public static FactFold Empty { get; } = new();

    /// <summary>Whether any flag is up. A flag fact without a value raises it, one with value 0 lowers it.</summary>
    public bool Flagged { get; private init; }

    /// <summary>The text of the latest raised flag.</summary>
    public string? FlagReason { get; private init; }

    /// <summary>The latest feedback that has a value.</summary>
    public Fact? Feedback { get; private init; }
    public double? Rating => Feedback?.Value;

    /// <summary>The latest <c>quality_score</c>; null leaves what was recorded.</summary>
    public double? Quality => Scores.TryGetValue("quality_score", out var score) ? score : null;

    /// <summary>The latest correction of the cost, in US dollars; null leaves what was recorded.</summary>
    public decimal? CostUsd { get; private init; }

    /// <summary>The latest evaluation scores by name.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; private init; } = s_noScores;

    /// <summary>Label values by name; empty text where a label has none. A label fact without text and with value 0 takes the label away.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; private init; } = s_noLabels;

    /// <summary>Oldest first, as every store returns facts; ties by id.</summary>
    public static IReadOnlyList<Fact> Ordered(IEnumerable<Fact> facts) =>
        [.. facts.OrderBy(fact => fact.Timestamp.ToUnixTimeMilliseconds()).ThenBy(fact => fact.FactId)];

    /// <param name="facts">Oldest first.</param>
    public static FactFold Of(IReadOnlyList<Fact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Count == 0) return Empty;
        var flags = new Dictionary<string, Fact>(StringComparer.Ordinal);
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Fact? feedback = null;
        decimal? cost = null;
        foreach (var fact in facts)
        {
            switch (fact.Kind)
            {
                case FactKind.Flag:
                    flags[fact.Name ?? ""] = fact;
                    break;
                case FactKind.Feedback when fact.Value is not null:
                    feedback = fact;
                    break;
                case FactKind.Correction when fact is { Name: "total_cost_usd", Value: { } corrected } && Math.Abs(corrected) < 1e15:
                    cost = (decimal)corrected;
                    break;
                case FactKind.Evaluation when fact is { Name: not null, Value: { } score }:
                    scores[fact.Name] = score;
                    break;
                case FactKind.Label when fact is { Name: not null, Text: null, Value: 0 }:
                    labels.Remove(fact.Name);
                    break;
                case FactKind.Label when fact.Name is not null:
                    labels[fact.Name] = fact.Text ?? fact.Value?.ToString(CultureInfo.InvariantCulture) ?? "";
                    break;
            }
        }

        var raised = flags.Values.Where(flag => flag.Value is not 0).MaxBy(flag => flag.Timestamp);
        return new FactFold { Flagged = raised is not null, FlagReason = raised?.Text, Feedback = feedback, CostUsd = cost, Scores = scores, Labels = labels };
    }
}
