using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Cache.Policies;

namespace Reprise.Cache.Experiments;

/// <summary>What is said of an experiment when it is started.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ExperimentValues
{
    /// <summary>Name of the one policy.</summary>
    public string? PolicyA { get; init; }

    /// <summary>Name of the other.</summary>
    public string? PolicyB { get; init; }

    /// <summary>Share of traffic that gets policy a, above 0 and below 1; half when left out.</summary>
    public double? ShareA { get; init; }

    /// <summary>What stays together: <c>question</c> (the default), <c>user</c> or <c>session</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>What cannot be, each with the name of the value and what was expected.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        if (!CachePolicies.IsValidName(PolicyA)) yield return (nameof(PolicyA), $"is '{PolicyA}'; expected the name of a policy");
        if (!CachePolicies.IsValidName(PolicyB)) yield return (nameof(PolicyB), $"is '{PolicyB}'; expected the name of a policy");
        else if (PolicyA == PolicyB) yield return (nameof(PolicyB), "is the same policy; expected another one");
        if (ShareA is { } share && !(share > 0 && share < 1)) yield return (nameof(ShareA), FormattableString.Invariant($"is {share}; expected more than 0 and less than 1"));
        if (Unit is not null && ReadUnit(Unit) is null) yield return (nameof(Unit), $"is '{Unit}'; expected question, user or session");
    }

    public static string Of(ExperimentUnit unit) => unit switch
    {
        ExperimentUnit.User => "user",
        ExperimentUnit.Session => "session",
        _ => "question",
    };

    public static ExperimentUnit? ReadUnit(string? word) => word switch
    {
        null or "question" => ExperimentUnit.Question,
        "user" => ExperimentUnit.User,
        "session" => ExperimentUnit.Session,
        _ => null,
    };
}

/// <summary>An experiment as it is kept in settings; the key is its name.</summary>
internal sealed record ExperimentNote
{
    public required string PolicyA { get; init; }
    public required string PolicyB { get; init; }
    public required double ShareA { get; init; }
    public required string Unit { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public static ExperimentNote Of(CacheExperiment experiment) => new()
    {
        PolicyA = experiment.PolicyA, PolicyB = experiment.PolicyB, ShareA = experiment.ShareA, Unit = ExperimentValues.Of(experiment.Unit), StartedAt = experiment.StartedAt, EndedAt = experiment.EndedAt,
    };

    public string ToJson() => JsonSerializer.Serialize(this, ExperimentJson.Default.ExperimentNote);

    /// <summary>Null when the text says nothing that can be understood.</summary>
    public static CacheExperiment? Read(string name, string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ExperimentJson.Default.ExperimentNote) is { } note && ExperimentValues.ReadUnit(note.Unit) is { } unit
                ? new CacheExperiment { Name = name, PolicyA = note.PolicyA, PolicyB = note.PolicyB, ShareA = note.ShareA, Unit = unit, StartedAt = note.StartedAt, EndedAt = note.EndedAt }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExperimentNote))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
