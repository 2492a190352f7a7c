using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Evaluation.Rules;

/// <summary>What is said of a rule when it is set.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvaluationRuleValues
{
    public const int MostEvaluators = 20, StandardPerMinute = 60, MostPerMinute = 60_000;

    /// <summary>Which interactions, in the filter language; everything when left out.</summary>
    public string? Filter { get; init; }

    /// <summary>The share that is scored, above 0 to 1; all when left out.</summary>
    public double? Sample { get; init; }

    /// <summary>Objects, or the short form as text.</summary>
    public IReadOnlyList<JsonElement>? Evaluators { get; init; }

    /// <summary>Interactions a minute at most, on each server; 60 when left out. More than that are counted and not scored.</summary>
    public int? MaxPerMinute { get; init; }

    /// <summary>True when left out.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What cannot be, each with the name of the value and what was expected.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        if (Sample is { } sample && !(sample is > 0 and <= 1)) yield return (nameof(Sample), string.Create(CultureInfo.InvariantCulture, $"is {sample}; expected more than 0, up to 1"));
        if (MaxPerMinute is < 1 or > MostPerMinute) yield return (nameof(MaxPerMinute), $"is {MaxPerMinute}; expected 1 to {MostPerMinute}");
        if (Evaluators is not { Count: > 0 and <= MostEvaluators }) yield return (nameof(Evaluators), $"are {Evaluators?.Count ?? 0}; expected 1 to {MostEvaluators}");
    }

    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationRuleValues);

    /// <summary>Null when the text says nothing that can be understood.</summary>
    public static EvaluationRuleValues? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EvaluationJson.Default.EvaluationRuleValues) is { } values && !values.Mistakes().Any() ? values : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
