using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Interactions;

/// <summary>Members of an interaction's metadata that the gateway writes itself: by which key the call came and where it was routed. Their names begin with <c>reprise_</c>.</summary>
internal static class OwnMetadata
{
    private const string Prefix = "reprise_";

    /// <summary>
    /// The metadata without them, for a call that asks the same again: it was not made by that key, and is neither on its budget nor in that route's report. Null when
    /// nothing is left; what cannot be read stays as it is.
    /// </summary>
    public static string? Without(string? metadata)
    {
        if (metadata is null || !metadata.Contains($"\"{Prefix}", StringComparison.Ordinal)) return metadata;
        try
        {
            if (JsonNode.Parse(metadata) is not JsonObject all) return metadata;
            foreach (var name in all.Select(static member => member.Key).Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToList()) all.Remove(name);
            return all.Count == 0 ? null : all.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return metadata;
        }
    }
}
