using System.Text.Json.Nodes;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>Looks into what a record keeps beside its own fields, under whatever spelling and nesting.</summary>
internal static class ClaimMetadata
{
    public static bool Has(Recorded record, string name) => record.Json["metadata"] is JsonObject metadata && metadata.ContainsKey(name.StartsWith("attributes.", StringComparison.Ordinal) ? name["attributes.".Length..] : name);

    public static bool Find(Recorded record, string name, out JsonNode? value)
    {
        foreach (var metadata in new[] { record.Json["metadata"], record.Trace?["metadata"] }.OfType<JsonObject>())
        {
            if (metadata.TryGetPropertyValue(name, out value)) return true;
            foreach (var (path, leaf) in Leaves(metadata))
            {
                if (Plain(path) != Plain(name) && !(path.StartsWith("resource.", StringComparison.Ordinal) && Plain(path["resource.".Length..]) == Plain(name))) continue;
                value = leaf;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>A value that has a field of its own in the record, under the last word of its name.</summary>
    public static string? Elsewhere(Recorded record, string name)
    {
        foreach (var section in new[] { record.Json["request"]?["parameters"], record.Json, record.Json["metrics"], record.Json["response"] }.OfType<JsonObject>())
        {
            if (section.TryGetPropertyValue(name, out var value) && value is JsonValue) return value.ToString();
        }

        return null;
    }

    /// <summary>Every value that is no list and no object, with the path to it; JSON in texts is looked into.</summary>
    public static IEnumerable<(string Name, JsonNode Value)> Leaves(JsonNode? node, string path = "")
    {
        if (node is JsonValue text && text.TryGetValue<string>(out var said) && said.Length > 1 && said[0] is '{' or '[')
        {
            JsonNode? inner = null;
            try
            {
                inner = JsonNode.Parse(said);
            }
            catch (System.Text.Json.JsonException)
            {
                // A text that only begins as JSON does.
            }

            if (path.Length > 0) yield return (path, node);
            foreach (var leaf in Leaves(inner, path)) yield return leaf;
            yield break;
        }

        IEnumerable<(string, JsonNode?)> members = node switch
        {
            JsonObject all => all.Select(member => (path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
            JsonArray list => list.Select((item, i) => ($"{path}.{i}", item)),
            _ => [],
        };
        foreach (var (name, value) in members)
        {
            foreach (var leaf in Leaves(value, name)) yield return leaf;
        }

        if (node is JsonValue) yield return (path, node);
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).ToLowerInvariant();
}
