using System.Globalization;
using System.Text;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>What the forms share when they write the calls of a model.</summary>
internal static class ToolCalls
{
    /// <summary>The call's id; one by its place where the dialect it came in has none.</summary>
    public static string IdOf(ToolCall call, int index) => call.Id ?? "call_" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>OpenAI's <c>{id, type, function:{name, arguments}}</c>; Ollama's has no id and arguments as an object.</summary>
    public static void WriteChat(Utf8JsonWriter writer, ToolCall call, int index, bool asText)
    {
        writer.WriteStartObject();
        if (asText)
        {
            writer.WriteString("id", IdOf(call, index));
            writer.WriteString("type", "function");
        }

        writer.WriteStartObject("function");
        writer.WriteString("name", call.Name);
        if (asText) writer.WriteString("arguments", call.Arguments);
        else WriteArguments(writer, "arguments", call);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Arguments as JSON; text that is none as an object that holds it.</summary>
    public static void WriteArguments(Utf8JsonWriter writer, string property, ToolCall call)
    {
        writer.WritePropertyName(property);
        if (string.IsNullOrWhiteSpace(call.Arguments)) writer.WriteRawValue("{}"u8);
        else if (CanonicalJson.Find(Encoding.UTF8.GetBytes(call.Arguments)) is { } json && json.StartsWith('{')) writer.WriteRawValue(call.Arguments, skipInputValidation: true);
        else
        {
            writer.WriteStartObject();
            writer.WriteString("input", call.Arguments);
            writer.WriteEndObject();
        }
    }
}
