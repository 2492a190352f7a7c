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

    /// <summary>What of a choice is not understood to its end is a loss: another tool might be called than was wanted.</summary>
    public static void Choice(JsonElement choice, CarriedCall call)
    {
        if (choice.Field("disable_parallel_tool_use") is { ValueKind: JsonValueKind.True }) call.Parameters.ParallelCalls = false;
        call.ToolChoice = choice.AsText() is { } word ? Of(word) : choice.ValueKind is JsonValueKind.Object ? OfObject(choice, call) : null;
        if (call.ToolChoice is null && (choice.ValueKind is not JsonValueKind.Object || choice.EnumerateObject().Any())) call.Losses.Add("the choice of a tool");
    }

    private static ToolChoice? OfObject(JsonElement choice, CarriedCall call)
    {
        // OpenAI's list of allowed tools stands in an object of its own or beside the mode.
        var type = choice.Word("type");
        if (type is "allowed_tools")
        {
            var allowed = choice.Field("allowed_tools") ?? choice;
            return OfSome(allowed.Word("mode"), allowed.Field("tools"), call);
        }

        // Gemini's.
        if (choice.Field("allowedFunctionNames", "allowed_function_names") is { } names) return OfSome(choice.Word("mode"), names, call);

        var name = choice.Word("name") ?? choice.Field("function", "tool")?.Word("name");
        if (name is not null) return type is null or "function" or "tool" or "custom" ? new ToolChoice("tool", name) : null;
        if ((type ?? choice.Word("mode")) is { } mode) return Of(mode);
        return choice.Field("any") is not null ? new ToolChoice("required") : choice.Field("auto") is not null ? new ToolChoice("auto") : null;
    }

    /// <summary>A choice among some of the tools: of one that must be called nothing is lost.</summary>
    private static ToolChoice? OfSome(string? mode, JsonElement? tools, CarriedCall call)
    {
        if (mode is null || Of(mode) is not { } choice) return null;
        var names = tools?.Items().Select(static tool => tool.AsText() ?? tool.Word("name") ?? tool.Field("function")?.Word("name")).ToList() ?? [];
        if (choice.Mode is "required" && names is [{ } only]) return new ToolChoice("tool", only);
        if (names.Count > 0) call.Losses.Add("which of the tools may be called");
        return choice;
    }

    private static ToolChoice? Of(string word) => word.ToUpperInvariant() switch
    {
        "AUTO" => new ToolChoice("auto"),
        "NONE" => new ToolChoice("none"),
        "REQUIRED" or "ANY" => new ToolChoice("required"),
        _ => null,
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
