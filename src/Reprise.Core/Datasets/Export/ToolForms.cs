using System.Text.Json;

namespace Reprise.Datasets.Export;

/// <summary>Tool definitions of any provider in the form of OpenAI's chat completions.</summary>
internal static class ToolForms
{
    /// <summary>Writes a list of tools; false, with nothing of use written, when one of them has no such form.</summary>
    public static bool TryWrite(Utf8JsonWriter writer, JsonElement tools)
    {
        if (tools.ValueKind != JsonValueKind.Array) return false;
        writer.WriteStartArray();
        foreach (var tool in tools.EnumerateArray())
        {
            if (!TryWriteTool(writer, tool)) return false;
        }

        writer.WriteEndArray();
        return true;
    }

    private static bool TryWriteTool(Utf8JsonWriter writer, JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object) return false;

        // OpenAI chat, Ollama, Cohere, Mistral: as it is.
        if (tool.TryGetProperty("function", out var function))
        {
            if (function.ValueKind != JsonValueKind.Object) return false;
            tool.WriteTo(writer);
            return true;
        }

        // Gemini holds all functions of one tool in a list.
        if (tool.TryGetProperty("functionDeclarations", out var declarations) || tool.TryGetProperty("function_declarations", out declarations))
            return declarations.ValueKind == JsonValueKind.Array && tool.EnumerateObject().Count() == 1 && declarations.EnumerateArray().All(one => TryWriteFunction(writer, one, "parameters", "parametersJsonSchema"));

        // Bedrock Converse.
        if (tool.TryGetProperty("toolSpec", out var spec)) return TryWriteFunction(writer, spec, "inputSchema");

        // Anthropic; its own tools (web search …) have a type and no schema.
        if (tool.TryGetProperty("input_schema", out _)) return TryWriteFunction(writer, tool, "input_schema");

        // OpenAI responses.
        return tool.TryGetProperty("type", out var type) && type.ValueEquals("function") && TryWriteFunction(writer, tool, "parameters");
    }

    private static bool TryWriteFunction(Utf8JsonWriter writer, JsonElement function, params ReadOnlySpan<string> schemas)
    {
        if (function.ValueKind != JsonValueKind.Object || !function.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String) return false;
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WritePropertyName("name");
        name.WriteTo(writer);
        if (function.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
        {
            writer.WritePropertyName("description");
            description.WriteTo(writer);
        }

        foreach (var member in schemas)
        {
            if (!function.TryGetProperty(member, out var schema)) continue;
            if (member == "inputSchema" && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("json", out var inner)) schema = inner;
            writer.WritePropertyName("parameters");
            schema.WriteTo(writer);
            break;
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        return true;
    }
}
