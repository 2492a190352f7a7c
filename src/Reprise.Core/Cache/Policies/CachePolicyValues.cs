using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Cache.Policies;

/// <summary>
/// What one place (configuration or a setting) says of a policy. Null is not said here: it is as the place below says, in the end as the preset of that name or
/// else as <c>default</c>. As JSON: snake_case, durations in hours.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CachePolicyValues
{
    private const double MostHours = 24 * 36_500;

    /// <summary><c>off</c>, <c>shadow</c> or <c>serve</c>.</summary>
    public string? Mode { get; set; }

    /// <summary><c>exact</c> or <c>semantic</c>.</summary>
    public string? Matching { get; set; }
    public double? AcceptedWrongRate { get; set; }
    public double? MinSimilarity { get; set; }
    public double? MinQuality { get; set; }
    public double? AssumedQuality { get; set; }

    /// <summary>Hours; 0 for no limit.</summary>
    public double? MaxAgeHours { get; set; }

    /// <summary>Hours; 0 for no decay.</summary>
    public double? DecayHorizonHours { get; set; }
    public double? DecayFloor { get; set; }
    public double? MaxTemperature { get; set; }
    public bool? SemanticWithTools { get; set; }
    public int? MaxTextLength { get; set; }

    /// <summary><c>project</c>, <c>user</c>, <c>session</c> or <c>credential</c>.</summary>
    public string? Sharing { get; set; }
    public double? CheckRate { get; set; }
    public int? Candidates { get; set; }

    /// <summary>Everything a policy says, in words.</summary>
    public static CachePolicyValues Of(CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new CachePolicyValues
        {
            Mode = CacheWords.Of(policy.Mode),
            Matching = CacheWords.Of(policy.Matching),
            AcceptedWrongRate = policy.AcceptedWrongRate,
            MinSimilarity = policy.MinSimilarity,
            MinQuality = policy.MinQuality,
            AssumedQuality = policy.AssumedQuality,
            MaxAgeHours = policy.MaxAge?.TotalHours ?? 0,
            DecayHorizonHours = policy.DecayHorizon?.TotalHours ?? 0,
            DecayFloor = policy.DecayFloor,
            MaxTemperature = policy.MaxTemperature,
            SemanticWithTools = policy.SemanticWithTools,
            MaxTextLength = policy.MaxTextLength,
            Sharing = CacheWords.Of(policy.Sharing),
            CheckRate = policy.CheckRate,
            Candidates = policy.Candidates,
        };
    }

    /// <summary>The policy with what is said here put over it. Expects values without <see cref="Mistakes"/>.</summary>
    public CachePolicy Over(CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy with
        {
            Mode = CacheWords.ReadMode(Mode) ?? policy.Mode,
            Matching = CacheWords.ReadMatching(Matching) ?? policy.Matching,
            AcceptedWrongRate = AcceptedWrongRate ?? policy.AcceptedWrongRate,
            MinSimilarity = MinSimilarity ?? policy.MinSimilarity,
            MinQuality = MinQuality ?? policy.MinQuality,
            AssumedQuality = AssumedQuality ?? policy.AssumedQuality,
            MaxAge = Hours(MaxAgeHours, policy.MaxAge),
            DecayHorizon = Hours(DecayHorizonHours, policy.DecayHorizon),
            DecayFloor = DecayFloor ?? policy.DecayFloor,
            MaxTemperature = MaxTemperature ?? policy.MaxTemperature,
            SemanticWithTools = SemanticWithTools ?? policy.SemanticWithTools,
            MaxTextLength = MaxTextLength ?? policy.MaxTextLength,
            Sharing = CacheWords.ReadSharing(Sharing) ?? policy.Sharing,
            CheckRate = CheckRate ?? policy.CheckRate,
            Candidates = Candidates ?? policy.Candidates,
        };
    }

    /// <summary>These values with what is said here put over them, as one place says them: what neither says stays unsaid.</summary>
    public CachePolicyValues Over(CachePolicyValues before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return new CachePolicyValues
        {
            Mode = Mode ?? before.Mode,
            Matching = Matching ?? before.Matching,
            AcceptedWrongRate = AcceptedWrongRate ?? before.AcceptedWrongRate,
            MinSimilarity = MinSimilarity ?? before.MinSimilarity,
            MinQuality = MinQuality ?? before.MinQuality,
            AssumedQuality = AssumedQuality ?? before.AssumedQuality,
            MaxAgeHours = MaxAgeHours ?? before.MaxAgeHours,
            DecayHorizonHours = DecayHorizonHours ?? before.DecayHorizonHours,
            DecayFloor = DecayFloor ?? before.DecayFloor,
            MaxTemperature = MaxTemperature ?? before.MaxTemperature,
            SemanticWithTools = SemanticWithTools ?? before.SemanticWithTools,
            MaxTextLength = MaxTextLength ?? before.MaxTextLength,
            Sharing = Sharing ?? before.Sharing,
            CheckRate = CheckRate ?? before.CheckRate,
            Candidates = Candidates ?? before.Candidates,
        };
    }

    /// <summary>What cannot be, each with the name of the value and what was expected.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        if (Mode is not null && CacheWords.ReadMode(Mode) is null) yield return (nameof(Mode), Word(Mode, CacheWords.Modes));
        if (Matching is not null && CacheWords.ReadMatching(Matching) is null) yield return (nameof(Matching), Word(Matching, CacheWords.Matchings));
        if (Sharing is not null && CacheWords.ReadSharing(Sharing) is null) yield return (nameof(Sharing), Word(Sharing, CacheWords.Sharings));
        if (IsOutside(AcceptedWrongRate, 0, 0.5)) yield return (nameof(AcceptedWrongRate), Range(AcceptedWrongRate, "0 to 0.5"));
        if (IsOutside(MinSimilarity, -1, 1)) yield return (nameof(MinSimilarity), Range(MinSimilarity, "-1 to 1"));
        if (IsOutside(MinQuality, 0, 1)) yield return (nameof(MinQuality), Range(MinQuality, "0 to 1"));
        if (IsOutside(AssumedQuality, 0, 1)) yield return (nameof(AssumedQuality), Range(AssumedQuality, "0 to 1"));
        if (IsOutside(MaxAgeHours, 0, MostHours)) yield return (nameof(MaxAgeHours), Range(MaxAgeHours, "0 (no limit) to 876000 hours"));
        if (IsOutside(DecayHorizonHours, 0, MostHours)) yield return (nameof(DecayHorizonHours), Range(DecayHorizonHours, "0 (no decay) to 876000 hours"));
        if (IsOutside(DecayFloor, 0, 1)) yield return (nameof(DecayFloor), Range(DecayFloor, "0 to 1"));
        if (IsOutside(MaxTemperature, 0, 100)) yield return (nameof(MaxTemperature), Range(MaxTemperature, "0 to 100"));
        if (MaxTextLength is < 0 or > 100_000) yield return (nameof(MaxTextLength), Range(MaxTextLength, "0 (letter for letter only) to 100000 characters"));
        if (IsOutside(CheckRate, 0, 1)) yield return (nameof(CheckRate), Range(CheckRate, "0 to 1"));
        if (Candidates is < 1 or > 32) yield return (nameof(Candidates), Range(Candidates, "1 to 32"));
    }

    public string ToJson() => JsonSerializer.Serialize(this, CachePolicyJson.Default.CachePolicyValues);

    /// <summary>Null when the text says nothing that can be understood.</summary>
    public static CachePolicyValues? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CachePolicyJson.Default.CachePolicyValues) is { } values && !values.Mistakes().Any() ? values : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? Hours(double? said, TimeSpan? before) => said switch
    {
        null => before,
        0 => null,
        { } hours => TimeSpan.FromHours(hours),
    };

    // Not a number is outside of everything.
    private static bool IsOutside(double? value, double least, double most) => value is { } number && !(number >= least && number <= most);

    private static string Range(double? value, string expected) => FormattableString.Invariant($"is {value}; expected {expected}");

    private static string Word(string word, IReadOnlyList<string> expected) => $"is '{(word.Length <= 40 ? word : word[..40] + "…")}'; expected {string.Join(", ", expected)}";
}

/// <summary>How what this capability keeps in settings and on the audit log is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CachePolicyValues))]
[JsonSerializable(typeof(CacheUseValues))]
[JsonSerializable(typeof(CacheGeneration))]
internal sealed partial class CachePolicyJson : JsonSerializerContext;
