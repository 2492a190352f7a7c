using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Replay.Carrying;

/// <summary>Tool schemas between families: Gemini writes its types in capitals, all others as JSON schema does.</summary>
internal static class SchemaForms
{
    private const int MostLevels = 128;

    /// <summary>As JSON schema has it; one that takes nothing where there is none.</summary>
    public static JsonObject Standard(JsonElement? schema)
    {
        if (schema is not { } given || JsonObject.Create(given) is not { } json) return new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        LowerTypes(json, level: 0);
        return json;
    }

    private static void LowerTypes(JsonNode? node, int level)
    {
        if (level > MostLevels) return;
        if (node is JsonArray items)
        {
            foreach (var item in items) LowerTypes(item, level + 1);
        }
        else if (node is JsonObject json)
        {
            foreach (var (name, value) in json.ToList())
            {
                if (name is "type" && value is JsonValue word && word.TryGetValue<string>(out var type) && type is "STRING" or "NUMBER" or "INTEGER" or "BOOLEAN" or "ARRAY" or "OBJECT" or "NULL")
                    json[name] = Lower(value!.GetValue<string>());
                else LowerTypes(value, level + 1);
            }
        }
    }

    private static string Lower(string type) => type switch
    {
        "STRING" => "string",
        "NUMBER" => "number",
        "INTEGER" => "integer",
        "BOOLEAN" => "boolean",
        "ARRAY" => "array",
        "OBJECT" => "object",
        _ => "null",
    };
}
