using System.Text.Json;

namespace Reprise.Cache.Tools;

/// <summary>What an answer depends on beyond the request, as a logged call declares it: an object of names and content hashes in its metadata.</summary>
public static class DeclaredInputs
{
    public const string MetadataName = "cache_inputs";

    /// <summary>In the order of their names; null when there are none. A value that is no text counts as its JSON.</summary>
    public static List<KeyValuePair<string, string>>? Read(string metadata)
    {
        try
        {
            using var json = JsonDocument.Parse(metadata);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(MetadataName, out var inputs) ? Read(inputs) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Of the object itself.</summary>
    public static List<KeyValuePair<string, string>>? Read(JsonElement inputs)
    {
        if (inputs.ValueKind != JsonValueKind.Object) return null;
        var read = inputs.EnumerateObject().Select(static input => KeyValuePair.Create(input.Name, input.Value.ValueKind == JsonValueKind.String ? input.Value.GetString()! : input.Value.GetRawText()))
            .OrderBy(static input => input.Key, StringComparer.Ordinal).ToList();
        return read.Count == 0 ? null : read;
    }
}
