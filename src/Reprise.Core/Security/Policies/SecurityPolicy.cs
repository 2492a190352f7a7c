using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Privacy.Detection;
using Reprise.Security.Sensitivity;
using Reprise.Security.Tokens;

namespace Reprise.Security.Policies;

/// <summary>What a project does about what scanning finds. As JSON: snake_case.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SecurityPolicy
{
    /// <summary>The kind of settings that hold a policy; the key is <see cref="SettingKey"/>.</summary>
    public const string SettingKind = "security.policy";
    public const string SettingKey = "policy";

    private const int MostRules = 50;

    /// <summary>Of all rules that apply the one with the strongest action counts; of equals the first.</summary>
    public IReadOnlyList<SecurityRule> Rules { get => field ?? []; init; } = [];

    /// <summary>What is wrong with it, for people; empty when it can be used.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Rules.Count > MostRules) yield return $"there are more than {MostRules} rules";
        if (Rules.Select(rule => rule.Name).Distinct(StringComparer.Ordinal).Count() != Rules.Count) yield return "two rules have the same name";
        foreach (var rule in Rules)
        {
            foreach (var mistake in rule.Mistakes()) yield return $"rule '{rule.Name}' {mistake}";
        }
    }

    /// <summary>The policy of a setting's value; null when it cannot be read.</summary>
    public static SecurityPolicy? Find(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SecurityPolicyJson.Default.SecurityPolicy);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, SecurityPolicyJson.Default.SecurityPolicy);
}

/// <summary>One rule: when everything it states holds, its action is taken.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SecurityRule
{
    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>; stands on the record and in what the client is told.</summary>
    public string Name { get => field ?? ""; init; } = "";

    /// <summary>Which side is looked at; both when left out.</summary>
    public SecuritySide Side { get; init; }

    /// <summary>The injection score is at least this, 0 to 1.</summary>
    public double? InjectionScore { get; init; }

    /// <summary>A rule of one of these names matches; <c>*</c> at the end stands for anything, as in <c>reprise:injection_*</c>.</summary>
    public IReadOnlyList<string> Yara { get => field ?? []; init; } = [];

    /// <summary>A secret of one of these types is found; <c>*</c> for any.</summary>
    public IReadOnlyList<string> Secrets { get => field ?? []; init; } = [];

    /// <summary>Personal data of one of these types is found, such as <c>card</c>; <c>*</c> for any.</summary>
    public IReadOnlyList<string> Personal { get => field ?? []; init; } = [];

    /// <summary>Suspicious tokens of one of these kinds are found; <c>*</c> for any.</summary>
    public IReadOnlyList<string> Tokens { get => field ?? []; init; } = [];

    /// <summary>The level is at least this.</summary>
    public string? Sensitivity { get; init; }

    /// <summary>The answer repeats the system prompt.</summary>
    public bool SystemPromptLeaked { get; init; }

    public SecurityAction Action { get; init; }

    /// <summary>What <see cref="SecurityAction.Redact"/> takes out; secrets when left out.</summary>
    public IReadOnlyList<string> Redact { get => field ?? []; init; } = [];

    [JsonIgnore]
    public bool SaysNothing => InjectionScore is null && Yara.Count + Secrets.Count + Personal.Count + Tokens.Count == 0 && Sensitivity is null && !SystemPromptLeaked;

    internal IEnumerable<string> Mistakes()
    {
        if (Name.Length is 0 or > 64 || !Name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) yield return "has no usable name (1 to 64 of a-z, 0-9, '-', '_')";
        if (SaysNothing) yield return "states nothing that could be found";
        if (InjectionScore is < 0 or > 1 || InjectionScore is double.NaN) yield return "has an injection_score outside of 0 to 1";
        if (Sensitivity is not null && !SensitivityLevel.All.Contains(Sensitivity)) yield return $"has a sensitivity that is none of {string.Join(", ", SensitivityLevel.All)}";
        if (Tokens.FirstOrDefault(static kind => kind != "*" && !TokenKinds.All.Contains(kind)) is not null) yield return $"names a kind of tokens that is none of {string.Join(", ", TokenKinds.All)}";
        if (Personal.FirstOrDefault(static type => type != "*" && !FindingTypes.All.Contains(FindingTypes.FamilyOf(type))) is not null) yield return $"names a type of personal data that is none of {string.Join(", ", FindingTypes.All)}";
        if (Redact.FirstOrDefault(static type => !FindingTypes.All.Contains(FindingTypes.FamilyOf(type))) is not null) yield return $"redacts a type that is none of {string.Join(", ", FindingTypes.All)}";
        if (Redact.Count > 0 && Action != SecurityAction.Redact) yield return "says what to redact and does not redact";
        if (Action == SecurityAction.Redact && Side == SecuritySide.Answer) yield return "redacts answers; only what goes to the provider can be redacted";
        if (SystemPromptLeaked && Side == SecuritySide.Request) yield return "looks for the system prompt in a request";
    }
}

/// <summary>Which side of a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SecuritySide>))]
public enum SecuritySide
{
    [JsonStringEnumMemberName("both")]
    Both,
    [JsonStringEnumMemberName("request")]
    Request,
    [JsonStringEnumMemberName("answer")]
    Answer,
}

/// <summary>What is done, the weakest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SecurityAction>))]
public enum SecurityAction
{
    /// <summary>Nothing but what is on every record.</summary>
    [JsonStringEnumMemberName("record")]
    Record,

    /// <summary>The record says so.</summary>
    [JsonStringEnumMemberName("flag")]
    Flag,

    /// <summary>Taken out of the request before it goes to its provider.</summary>
    [JsonStringEnumMemberName("redact")]
    Redact,

    /// <summary>The request does not go out; the answer does not come in.</summary>
    [JsonStringEnumMemberName("block")]
    Block,
}

[JsonSerializable(typeof(SecurityPolicy))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class SecurityPolicyJson : JsonSerializerContext;
