using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Documents;

namespace Reprise.Server.Langfuse;

/// <summary>The caller's own values, with what has no place of its own beside them. What the caller calls the same stays the caller's.</summary>
internal static class LangfuseMetadata
{
    public static JsonElement? Of(LangfuseEvent entry, bool withOwn, params ReadOnlySpan<(string Name, string Body)> fields)
    {
        var values = new JsonObject();
        if (withOwn && entry.Value("metadata") is { } own)
        {
            if (own.ValueKind != JsonValueKind.Object) values["metadata"] = JsonNode.Parse(own.GetRawText());
            else
            {
                foreach (var property in own.EnumerateObject()) values[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
        }

        foreach (var (name, body) in fields)
        {
            if (entry.Value(body) is { } value && !values.ContainsKey(name)) values[name] = JsonNode.Parse(value.GetRawText());
        }

        return values.Count == 0 ? null : JsonSerializer.SerializeToElement(values);
    }
}
