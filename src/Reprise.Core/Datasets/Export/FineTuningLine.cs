using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Datasets.Export;

/// <summary>Writes one conversation as a line of a fine-tuning file: OpenAI's chat form, the answer as its last message.</summary>
internal static class FineTuningLine
{
    /// <summary>Dialects whose messages are in this form already and are kept as they are, pictures too.</summary>
    private static readonly string[] s_own = ["openai.chat", "xai.chat"];

    /// <param name="writer">At the start of a value.</param>
    /// <param name="dialect">Of the request.</param>
    /// <param name="body">The request, decoded.</param>
    /// <param name="reading">What it says, with details.</param>
    /// <param name="expected">The answer; null for the recorded one.</param>
    /// <param name="answer">The recorded answer.</param>
    /// <returns>Null when it was written; else by which count it is left out.</returns>
    public static Action<ExportCounts>? Write(Utf8JsonWriter writer, string? dialect, ReadOnlyMemory<byte> body, CallReading reading, string? expected, AnswerReading? answer)
    {
        if (reading.Error is not null || reading.Messages.Count == 0) return static counts => counts.Unreadable++;
        if (expected is null && answer is not { IsComplete: true, ErrorCode: null, Error: null }) return static counts => counts.WithoutAnswer++;
        if (expected is null && answer is { Content: not { Length: > 0 }, ToolCalls.Count: 0 }) return static counts => counts.WithoutAnswer++;
        using var own = Array.IndexOf(s_own, dialect) >= 0 ? Parse(body) : null;
        if (own is null && reading.Messages.Any(static message => message.Attachments.Count > 0)) return static counts => counts.WithAttachments++;

        writer.WriteStartObject();
        writer.WriteStartArray("messages");
        if (own is not null && own.RootElement.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            foreach (var message in messages.EnumerateArray()) message.WriteTo(writer);
        }
        else
        {
            // Anthropic, Gemini and Bedrock keep what the system says apart from the conversation.
            if (reading.SystemPrompt is { Length: > 0 } system && reading.Messages[0].Role != "system") Message(writer, "system", system, [], null, null);
            foreach (var message in reading.Messages) Message(writer, message.Role, message.Content, message.ToolCalls, message.ToolCallId, message.Name);
        }

        Message(writer, "assistant", expected ?? answer!.Content, expected is null ? answer!.ToolCalls : [], null, null);
        writer.WriteEndArray();
        if (reading.Tools is { } tools)
        {
            using var parsed = JsonDocument.Parse(tools);
            writer.WritePropertyName("tools");
            if (!ToolForms.TryWrite(writer, parsed.RootElement)) return static counts => counts.WithForeignTools++;
        }

        if (own is not null && own.RootElement.TryGetProperty("parallel_tool_calls", out var parallel))
        {
            writer.WritePropertyName("parallel_tool_calls");
            parallel.WriteTo(writer);
        }

        writer.WriteEndObject();
        return null;
    }

    private static void Message(Utf8JsonWriter writer, string role, string? content, IReadOnlyList<ToolCall> calls, string? callId, string? name)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        if (!string.IsNullOrEmpty(content) || calls.Count == 0) writer.WriteString("content", content ?? "");
        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls");
            for (var at = 0; at < calls.Count; at++)
            {
                writer.WriteStartObject();
                // Gemini and Ollama give their calls no id, and the form wants one.
                writer.WriteString("id", calls[at].Id ?? $"call_{at + 1}");
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", calls[at].Name);
                writer.WriteString("arguments", calls[at].Arguments.Length == 0 ? "{}" : calls[at].Arguments);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (role == "tool") writer.WriteString("tool_call_id", callId ?? "call_1");
        if (name is not null && role != "tool") writer.WriteString("name", name);
        writer.WriteEndObject();
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // What could be read of it is in the reading.
        }

        return null;
    }
}
