using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reprise.Core.Tests.Documents;

/// <summary>Checks values against the part of JSON Schema draft-07 that our schemas use; says so when a schema uses more.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$ref", "title", "description", "definitions", "type", "properties", "required", "items", "enum", "format", "pattern",
        "minimum", "maximum", "minLength", "minItems", "maxItems", "additionalProperties",
    };

    public static SchemaCheck Of(ReadOnlyMemory<byte> json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>What is wrong with the value; empty when it is valid.</summary>
    public IReadOnlyList<string> Mistakes(JsonElement value)
    {
        var mistakes = new List<string>();
        Check(root, value, "$", mistakes);
        return mistakes;
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> mistakes)
    {
        foreach (var keyword in schema.EnumerateObject()) s_known.ShouldContain(keyword.Name);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(root.GetProperty("definitions").GetProperty(reference.GetString()!["#/definitions/".Length..]), value, path, mistakes);
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !IsOf(type.GetString()!, value))
        {
            mistakes.Add($"{path} is {value.ValueKind}, not {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(c => c.GetString() == value.GetString())) mistakes.Add($"{path} is none of {choices}");
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, path, mistakes);
                break;
            case JsonValueKind.Array:
                if (schema.TryGetProperty("minItems", out var min) && value.GetArrayLength() < min.GetInt32()) mistakes.Add($"{path} is too short");
                if (schema.TryGetProperty("maxItems", out var max) && value.GetArrayLength() > max.GetInt32()) mistakes.Add($"{path} is too long");
                if (schema.TryGetProperty("items", out var items)) foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i))) Check(items, item, $"{path}[{i}]", mistakes);
                break;
            case JsonValueKind.Number:
                if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble()) mistakes.Add($"{path} is below {least}");
                if (schema.TryGetProperty("maximum", out var most) && value.GetDouble() > most.GetDouble()) mistakes.Add($"{path} is above {most}");
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1))) mistakes.Add($"{path} does not match {pattern}");
                if (schema.TryGetProperty("minLength", out var length) && text.Length < length.GetInt32()) mistakes.Add($"{path} is too short");
                if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)) mistakes.Add($"{path} is no time");
                break;
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path, List<string> mistakes)
    {
        if (schema.TryGetProperty("required", out var required))
            mistakes.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing"));
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known)) Check(known, member.Value, $"{path}.{member.Name}", mistakes);
            else if (schema.TryGetProperty("additionalProperties", out var others)) Check(others, member.Value, $"{path}.{member.Name}", mistakes);
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() % 1 == 0,
        _ => throw new ArgumentException($"The check does not know the type {type}."),
    };
}
