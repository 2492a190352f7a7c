using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Replay.Editing;

namespace Reprise.Replay.Carrying;

/// <summary>Reads tool definitions and the choice among them, in each family's form.</summary>
internal static class ToolReading
{
    public static void Definitions(JsonElement tools, CarriedCall call)
    {
        foreach (var tool in tools.Items())
        {
            if (tool.Field("functionDeclarations", "function_declarations") is { } declarations)
            {
                foreach (var declaration in declarations.Items()) Add(declaration, call);
            }
            else if (tool.Field("function", "toolSpec") is { ValueKind: JsonValueKind.Object } inner) Add(inner, call);
            else if (tool.Word("type") is null or "function" or "custom" && tool.Field("name") is not null && (tool.Field("input_schema", "parameters", "parameter_definitions") is not null || tool.Word("type") is not "custom")) Add(tool, call);
            else if (tool.Field("cachePoint") is not null) call.Losses.Add("marks of where the prompt is cached");
            else call.Losses.Add($"the provider's own tool '{JsonView.Shown(tool.Word("type") ?? NameOf(tool))}'");
        }
    }

    public static void Choice(JsonElement choice, CarriedCall call)
    {
        if (choice.AsText() is { } word) call.ToolChoice = Of(word, name: null);
        else if (choice.ValueKind is JsonValueKind.Object)
        {
            if (choice.Field("disable_parallel_tool_use") is { ValueKind: JsonValueKind.True }) call.Parameters.ParallelCalls = false;
            var name = choice.Word("name") ?? choice.Field("function", "tool")?.Word("name");
            if (name is null && choice.Field("allowedFunctionNames", "allowed_function_names") is { } allowed && allowed.Items().Count() == 1) name = allowed.Items().First().AsText();
            var mode = choice.Word("type", "mode");
            if (mode is null && choice.Field("any") is not null) mode = "any";
            if (mode is null && choice.Field("auto") is not null) mode = "auto";
            call.ToolChoice = name is not null ? new ToolChoice("tool", name) : mode is null ? null : Of(mode, name: null);
        }
    }

    private static ToolChoice? Of(string word, string? name) => word.ToUpperInvariant() switch
    {
        "AUTO" => new ToolChoice("auto"),
        "NONE" => new ToolChoice("none"),
        "REQUIRED" or "ANY" => new ToolChoice("required"),
        _ => name is null ? null : new ToolChoice("tool", name),
    };

    private static void Add(JsonElement tool, CarriedCall call)
    {
        if (tool.Word("name") is not { Length: > 0 } name) return;
        var schema = tool.Field("parameters", "input_schema", "parametersJsonSchema", "parameters_json_schema") ?? tool.Field("inputSchema")?.Field("json");
        if (schema is null && tool.Field("parameter_definitions") is { ValueKind: JsonValueKind.Object } definitions) schema = FromDefinitions(definitions);
        if (tool.Field("cache_control") is not null) call.Losses.Add("marks of where the prompt is cached");
        call.Tools.Add(new CarriedTool(name, tool.Word("description"), schema is { ValueKind: JsonValueKind.Object } given ? given : null, tool.Field("strict") is { ValueKind: JsonValueKind.True }));
    }

    private static string NameOf(JsonElement tool) =>
        tool.ValueKind is JsonValueKind.Object && tool.EnumerateObject().Select(static property => property.Name).FirstOrDefault() is { } name ? name : "unknown";

    /// <summary>Cohere's first version lists parameters with Python's types.</summary>
    private static JsonElement FromDefinitions(JsonElement definitions)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in definitions.EnumerateObject())
        {
            var schema = new JsonObject();
            if (TypeOf(property.Value.Word("type")) is { } type) schema["type"] = type;
            if (property.Value.Word("description") is { } description) schema["description"] = description;
            properties[property.Name] = schema;
            if (property.Value.Field("required") is { ValueKind: JsonValueKind.True }) required.Add((JsonNode)property.Name);
        }

        return Nodes.ToElement(new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required });
    }

    private static string? TypeOf(string? python) => python?.Split('[')[0].ToUpperInvariant() switch
    {
        "STR" or "STRING" => "string",
        "INT" or "INTEGER" => "integer",
        "FLOAT" or "NUMBER" => "number",
        "BOOL" or "BOOLEAN" => "boolean",
        "LIST" or "ARRAY" => "array",
        "DICT" or "OBJECT" => "object",
        _ => null,
    };
}
