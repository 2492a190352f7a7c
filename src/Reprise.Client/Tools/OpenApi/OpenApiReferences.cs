using System.Text.Json;

namespace Reprise.Client.Tools;

/// <summary>Follows references within a document, and writes schemas with what they refer to put in their place. Bounded, since a document may refer to itself.</summary>
internal sealed class OpenApiReferences(JsonElement document)
{
    private const int LongestChain = 32;
    private const int DeepestSchema = 24;

    /// <summary>Of one operation: a model reads no more, and references that branch would grow without end.</summary>
    private const int MostNodes = 5_000;

    private readonly List<string> _open = [];
    private int _nodes;

    /// <summary>What stands behind a reference; the value itself where it is none.</summary>
    public JsonElement Follow(JsonElement value)
    {
        for (var step = 0; step < LongestChain; step++)
        {
            if (ReferenceOf(value) is not { } reference) return value;
            value = Target(reference);
        }

        throw new FormatException("A reference in the document leads in a circle: " + ReferenceOf(value));
    }

    /// <summary>Writes a schema that stands by itself.</summary>
    public void WriteSchema(Utf8JsonWriter writer, JsonElement schema)
    {
        _nodes = 0;
        _open.Clear();
        Write(writer, schema, isSchema: true, depth: 0);
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, bool isSchema, int depth)
    {
        if (++_nodes > MostNodes || depth > DeepestSchema)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
            return;
        }

        if (isSchema && ReferenceOf(value) is { } reference)
        {
            WriteReferred(writer, reference, depth);
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray()) Write(writer, item, isSchema, depth + 1);
            writer.WriteEndArray();
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                if (isSchema && IsForPeople(member.Name)) continue;
                writer.WritePropertyName(member.Name);
                // Below "properties" stand names, and what looks like a word of the schema language is none.
                Write(writer, member.Value, isSchema: !isSchema || member.Name is not ("properties" or "patternProperties" or "enum" or "const" or "default" or "required"), depth + 1);
            }

            writer.WriteEndObject();
        }
        else value.WriteTo(writer);
    }

    private void WriteReferred(Utf8JsonWriter writer, string reference, int depth)
    {
        if (_open.Contains(reference))
        {
            // It contains itself: told once, then named.
            writer.WriteStartObject();
            writer.WriteString("description", $"again a {reference[(reference.LastIndexOf('/') + 1)..]}");
            writer.WriteEndObject();
            return;
        }

        if (_open.Count > LongestChain) throw new FormatException("A reference in the document leads too far: " + reference);
        _open.Add(reference);
        Write(writer, Target(reference), isSchema: true, depth + 1);
        _open.RemoveAt(_open.Count - 1);
    }

    private JsonElement Target(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) throw new FormatException($"The document refers to another one ({Shown(reference)}); only references within it are followed.");
        var found = document;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) throw new FormatException($"The document refers to {Shown(reference)}, which is not in it.");
        }

        return found;
    }

    private static string? ReferenceOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String ? reference.GetString() : null;

    private static bool IsForPeople(string name) => name is "example" or "examples" or "xml" or "externalDocs" or "discriminator" || name.StartsWith("x-", StringComparison.Ordinal);

    private static string Shown(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
