using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>
/// Reads lists of messages in whichever shape an instrumentation wrote them: parts of the gen_ai conventions, OpenAI, Anthropic, Gemini, Bedrock, the AI SDK, LangChain, pydantic-ai,
/// OpenInference, Genkit and LiveKit. All are one shape in the record.
/// </summary>
internal static class MessageForms
{
    private const int MaxMessages = 10_000;

    /// <summary>The messages of a list, or of an object that holds one; null when it is neither.</summary>
    public static List<MessageDocument>? Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object) return IsMessage(json) ? [.. One(json)] : null;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0) return null;
        var messages = new List<MessageDocument>();
        foreach (var item in json.EnumerateArray())
        {
            // LangChain keeps one list of messages for each of several prompts, some keep each message as JSON in a text.
            if (item.ValueKind == JsonValueKind.Array)
            {
                if (Read(item) is not { } inner) return null;
                messages.AddRange(inner);
            }
            else if (item.ValueKind == JsonValueKind.String && TelemetryJson.Parsed(item.GetString()!) is { ValueKind: JsonValueKind.Object } parsed && IsMessage(parsed)) messages.AddRange(One(parsed));
            else if (item.ValueKind == JsonValueKind.Object && IsMessage(item)) messages.AddRange(One(item));
            else return null;
            if (messages.Count > MaxMessages) break;
        }

        return messages;
    }

    public static bool IsMessage(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return false;
        if (json.Object("message") is { } inner && json.Text("role") is null) return IsMessage(inner) || inner.EnumerateObject().Any();
        return json.Text("role") is not null || IsLangChain(json) || json.Field("parts") is { ValueKind: JsonValueKind.Array }
            || (json.Field("content") is not null && json.Text("type") is null or "message" or "human" or "ai" or "system" or "tool");
    }

    /// <summary>One message; more where results of tools stand in it, which are messages of their own.</summary>
    public static IEnumerable<MessageDocument> One(JsonElement json, string otherwise = "")
    {
        if (json.Object("message") is { } inner && json.Text("role") is null) json = inner;
        if (json.Object("kwargs") is { } serialized) json = serialized;
        var parts = new MessageParts();
        if (json.Text("content") is { } text && TelemetryJson.Parsed(text) is { ValueKind: JsonValueKind.Array } list && MessageParts.AreParts(list)) parts.Read(list);
        else if (json.Field("content") is { } content) parts.Read(content);
        if (json.Field("contents") is { } contents) parts.Read(contents);
        if (json.Field("parts") is { } listed) parts.Read(listed);
        if (json.Field("text") is { } plain && json.Field("content") is null) parts.Read(plain);
        if (json.Field("refusal") is { ValueKind: JsonValueKind.String } refusal) parts.Refusal = refusal.GetString();
        foreach (var name in (ReadOnlySpan<string>)["reasoning_content", "reasoning", "thinking"])
        {
            if (json.Text(name) is { Length: > 0 } thinking) parts.Reasoning.Add(thinking);
        }

        parts.ReadCalls(json.Field("tool_calls") ?? json.Field("toolCalls") ?? json.Object("additional_kwargs")?.Field("tool_calls"));
        if (json.Object("function_call") is { } call) parts.ReadCall(call);
        var role = Role(json, parts) ?? otherwise;
        var id = json.Text("tool_call_id") ?? json.Text("toolCallId") ?? (role == "tool" ? json.Text("id") : null);
        return parts.Messages(role, json.Text("name"), id, json.Text("finish_reason") ?? json.Text("finishReason"));
    }

    private static bool IsLangChain(JsonElement json) => json.Object("kwargs") is { } kwargs && kwargs.Field("content") is not null;

    private static string? Role(JsonElement json, MessageParts parts)
    {
        var word = json.Text("role") ?? json.Text("type") ?? json.Text("kind");
        return word?.ToLowerInvariant() switch
        {
            "user" or "human" or "request" => parts.Role ?? "user",
            "assistant" or "ai" or "model" or "response" or "bot" or "agent" or "aimessagechunk" => "assistant",
            "system" or "developer" => "system",
            "tool" or "function" or "tool_result" or "function_call_output" or "environment" => "tool",
            "message" or null => parts.Role,
            var other => other.Length <= 64 ? other : "user",
        };
    }
}
