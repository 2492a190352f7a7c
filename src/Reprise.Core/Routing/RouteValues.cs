using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Routing;

/// <summary>What people say of a route: which calls it takes and where it sends them. As JSON: snake_case.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RouteValues
{
    public const int MostTargets = 16;
    private const int NameMax = 200;

    /// <summary>Models as clients ask for them: an alias such as <c>auto</c>, or a pattern such as <c>gpt-4o*</c>. Empty: any model, and then <see cref="Filter"/> says which calls.</summary>
    public IReadOnlyList<string> Models { get => field ?? []; init; } = [];

    /// <summary>Which calls, in the filter language, of what is known before a call is made: <c>provider</c>, <c>name</c>, <c>dialect</c>, <c>model</c>, <c>user</c>, <c>session</c>, <c>trace</c>, <c>prompt_type</c>, <c>tag</c>, <c>prompt_template</c>, <c>stream</c>, <c>ip</c>, <c>request_bytes</c>, <c>metadata.key</c>.</summary>
    public string? Filter { get; init; }

    public RouteStrategy Strategy { get; init; }

    public IReadOnlyList<RouteTarget> Targets { get => field ?? []; init; } = [];

    /// <summary>By what calls are dealt out with weights, so that one conversation stays with one target and its prompt cache; session, else trace, else user when left out.</summary>
    public RouteStickiness Sticky { get; init; }

    /// <summary>Whether another target is tried when one fails or has too much to do. True when left out.</summary>
    public bool? Fallback { get; init; }

    /// <summary>Routes are asked in this order, the smallest first, and of equals by name. 100 when left out.</summary>
    public int? Order { get; init; }

    /// <summary>Whether it takes calls. True when left out.</summary>
    public bool? Enabled { get; init; }
    public string? Description { get; init; }

    /// <summary>What is wrong with them, for people: the value and why; nothing when they can be used. What the filter says is checked by whoever can read it.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        if (Models.Count == 0 && string.IsNullOrWhiteSpace(Filter)) return [("models", "and filter are both left out; a route says which calls it takes")];
        if (Models.Count > 50 || Models.Any(static model => !IsName(model))) return [("models", $"are more than 50, or one is not 1 to {NameMax} characters")];
        if (Targets.Count is 0 or > MostTargets || Targets.Contains(null!)) return [("targets", $"must be 1 to {MostTargets}")];
        if (Targets.FirstOrDefault(static target => !target.IsSound) is { } unsound) return [("targets", $"has '{unsound.Name}' that cannot be used: a name is 1 to 64 of a-z, 0-9, '-', '_' and '.', a model 1 to {NameMax} characters, a weight 0 to 1,000,000, up_to 0 to 100")];
        if (Targets.Select(static target => target.Label).Distinct(StringComparer.Ordinal).Count() != Targets.Count) return [("targets", "have two of the same name")];
        if (Strategy == RouteStrategy.Weighted && Targets.Sum(static target => (long)(target.Weight ?? 1)) == 0) return [("targets", "have no weight at all")];
        if (Strategy != RouteStrategy.Weighted && Targets.Any(static target => target.Weight is not null)) return [("targets", "have a weight, which only the strategy 'weighted' goes by")];
        if (Strategy != RouteStrategy.Complexity) return Targets.Any(static target => target.UpTo is not null) ? [("targets", "have up_to, which only the strategy 'complexity' goes by")] : [];
        if (Targets.Take(Targets.Count - 1).Any(static target => target.UpTo is null) || Targets[^1].UpTo is not null) return [("targets", "must all say up_to but the last, which takes the rest")];
        return Targets.Zip(Targets.Skip(1)).Any(static pair => pair.First.UpTo >= pair.Second.UpTo) ? [("targets", "must have a growing up_to")] : [];
    }

    public string ToJson() => JsonSerializer.Serialize(this, RoutingJson.Default.RouteValues);

    /// <summary>Null for what cannot be read.</summary>
    public static RouteValues? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RoutingJson.Default.RouteValues);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static bool IsName(string? text) => text is { Length: > 0 and <= NameMax } && !text.Any(char.IsControl);
}

/// <summary>Where a route sends calls: another model, perhaps of another provider that takes the same requests.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RouteTarget
{
    /// <summary>As the record and the headers name it; the model when left out.</summary>
    public string? Name { get; init; }

    /// <summary>The model that is asked for; the one that the client asked for when left out.</summary>
    public string? Model { get; init; }

    /// <summary>The provider; the one that the client called when left out.</summary>
    public string? Provider { get; init; }

    /// <summary>Its share among all weights; 1 when left out.</summary>
    public int? Weight { get; init; }

    /// <summary>Takes calls whose complexity is not above this, 0 to 100; left out at the last target.</summary>
    public int? UpTo { get; init; }

    [JsonIgnore]
    public string Label => Name ?? Model ?? Provider ?? "";

    [JsonIgnore]
    internal bool IsSound =>
        (Model ?? Provider) is not null && (Model is null || RouteValues.IsName(Model)) && (Provider is null || RouteValues.IsName(Provider)) && Weight is null or >= 0 and <= 1_000_000 && UpTo is null or >= 0 and <= 100
        && (Name is null || (Name.Length is > 0 and <= 64 && Name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')));
}

/// <summary>How a route chooses among its targets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RouteStrategy>))]
public enum RouteStrategy
{
    /// <summary>The first; the others when it fails.</summary>
    [JsonStringEnumMemberName("order")]
    Order,

    /// <summary>By weight.</summary>
    [JsonStringEnumMemberName("weighted")]
    Weighted,

    /// <summary>By how much a request seems to ask for.</summary>
    [JsonStringEnumMemberName("complexity")]
    Complexity,
}

[JsonConverter(typeof(JsonStringEnumConverter<RouteStickiness>))]
public enum RouteStickiness
{
    [JsonStringEnumMemberName("session")]
    Session,
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>Each call anew.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RouteValues))]
internal sealed partial class RoutingJson : JsonSerializerContext;
