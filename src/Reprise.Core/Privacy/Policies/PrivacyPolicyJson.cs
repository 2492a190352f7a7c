using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>Policies as JSON: in settings and over HTTP alike.</summary>
public static class PrivacyPolicyJson
{
    public static string Write(PrivacyPolicy policy) => JsonSerializer.Serialize(policy, PrivacyJsonContext.Relaxed.PrivacyPolicy);

    /// <summary>Null when it is none, or has mistakes.</summary>
    public static PrivacyPolicy? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PrivacyJsonContext.Relaxed.PrivacyPolicy) is { } policy && HasAll(policy) && !policy.Mistakes().Any() ? policy : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether no member is null that must not be.</summary>
    private static bool HasAll(PrivacyPolicy policy) =>
        policy is { Name: not null, Redact: not null, Rules: not null, Allow: not null } && !policy.Rules.Any(static rule => rule is not { Name: not null, Pattern: not null });
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PrivacyPolicy))]
internal sealed partial class PrivacyJsonContext : JsonSerializerContext
{
    public static PrivacyJsonContext Relaxed => s_relaxed ??= new PrivacyJsonContext(RelaxedOptions());

    private static PrivacyJsonContext? s_relaxed;

    private static JsonSerializerOptions RelaxedOptions()
    {
        var options = new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        options.Converters.Clear();
        options.Converters.Add(new JsonStringEnumConverter<ContentRule>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<AddressRule>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new JsonStringEnumConverter<RedactionMode>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
