using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Export;

/// <summary>
/// Says of an exported record which of its parts a model wrote, and which model: a member <c>ai_generated</c> with <c>parts</c>, <c>model</c> and <c>provider</c>. Import passes over
/// it, since it follows from the record.
/// </summary>
internal static class ModelMark
{
    public const string Member = "ai_generated";

    private static readonly string[] s_parts = ["content", "reasoning", "tool_calls"];

    /// <summary>Whether a model wrote any of it.</summary>
    public static bool IsDue(JsonElement record) => record.Text("kind") == "llm" && Parts(record).Any();

    /// <summary>Writes the member into an open object; nothing for a record that no model wrote.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement record)
    {
        if (!IsDue(record)) return;
        writer.WriteStartObject(Member);
        writer.WriteStartArray("parts");
        foreach (var part in Parts(record)) writer.WriteStringValue($"response.{part}");
        writer.WriteEndArray();
        if ((record.Text("response_model") ?? record.Text("model")) is { } model) writer.WriteString("model", model);
        if (record.Text("provider") is { } provider) writer.WriteString("provider", provider);
        writer.WriteEndObject();
    }

    private static IEnumerable<string> Parts(JsonElement record)
    {
        if (record.Object("response") is not { } response) return [];
        return s_parts.Where(part => response.TryGetProperty(part, out var value) && value.ValueKind switch
        {
            JsonValueKind.String => value.ValueEquals("") is false,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => false,
        });
    }
}
