using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Budgets;

/// <summary>What Reprise itself says in the metadata of a call: by which key it was made, where it was routed. Callers cannot say it in its place.</summary>
public static class KeyLabels
{
    /// <summary>The name of the key.</summary>
    public const string Key = "reprise_key";

    /// <summary>The id of the key, by which its cost is added up.</summary>
    public const string KeyId = "reprise_key_id";

    /// <summary>Why a key did not let the call out: <c>scope</c>, <c>rate</c> or <c>budget</c>.</summary>
    public const string Refusal = "reprise_refusal";

    /// <summary>The metadata with these members, in the place of what a caller may have written there.</summary>
    public static string With(string? metadata, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var found = metadata is null ? [] : JsonNode.Parse(metadata) as JsonObject ?? [];
        foreach (var (name, value) in members)
        {
            found.Remove(name);
            if (value is not null) found.Add(name, value);
        }

        return found.ToJsonString();
    }

    /// <summary>A member of the metadata as text; null where there is none.</summary>
    internal static string? Find(string? metadata, string name)
    {
        if (metadata is null || !metadata.Contains(name, StringComparison.Ordinal)) return null;
        try
        {
            using var document = JsonDocument.Parse(metadata);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
