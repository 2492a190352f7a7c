using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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
            return JsonSerializer.Deserialize(json, PrivacyJsonContext.Relaxed.PrivacyPolicy) is { } policy && !policy.Mistakes().Any() ? policy : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PrivacyPolicy))]
internal sealed partial class PrivacyJsonContext : JsonSerializerContext
{
    public static PrivacyJsonContext Relaxed => s_relaxed ??= new PrivacyJsonContext(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static PrivacyJsonContext? s_relaxed;
}
