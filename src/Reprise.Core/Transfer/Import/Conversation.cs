using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>What others call input and output, as our <c>request</c> and <c>response</c>.</summary>
internal static class Conversation
{
    /// <summary>A list of messages, an object that holds one, or anything else as the prompt.</summary>
    public static void Input(RecordBuilder record, JsonElement? input)
    {
        if (input is not { } value) return;
        if (IsMessages(value)) record.Set("request.messages", value);
        else if (value.ValueKind == JsonValueKind.Object && value.Field("messages") is { } inner && IsMessages(inner))
        {
            record.Set("request.messages", inner);
            foreach (var other in value.EnumerateObject())
            {
                if (other.Name is "tools" && other.Value.ValueKind == JsonValueKind.Array) record.Set("request.tools", other.Value);
                else if (other.Name is not ("messages" or "tools")) record.Set($"request.parameters.{other.Name.Replace('.', '_')}", other.Value);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && value.Text("prompt") is { } prompt) record.Set("request.prompt", prompt);
        else record.Set("request.prompt", value.AsText());
    }

    /// <summary>A message, a provider's choices, or anything else as the content.</summary>
    public static void Output(RecordBuilder record, JsonElement? output)
    {
        if (output is not { } value) return;
        if (value is { ValueKind: JsonValueKind.Array } && value.GetArrayLength() == 1 && value[0].Field("role") is not null) value = value[0];
        if (value.Field("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0)
        {
            record.Set("response.finish_reason", choices[0].Text("finish_reason"));
            value = choices[0].Field("message") ?? choices[0];
        }

        var isMessage = value.ValueKind == JsonValueKind.Object && (value.Field("content") is not null || value.Field("tool_calls") is not null);
        if (!isMessage)
        {
            record.Set("response.content", value.AsText());
            return;
        }

        if (value.Field("content") is { } content) record.Set("response.content", content.JoinedText() ?? content.AsText());
        if (value.Field("tool_calls") is { ValueKind: JsonValueKind.Array } calls) record.Set("response.tool_calls", calls);
        record.Set("response.reasoning", value.Text("reasoning_content") ?? value.Text("reasoning"));
    }

    /// <summary>A provider's own request and answer as exact bodies in that dialect.</summary>
    public static void Bodies(RecordBuilder record, string dialect, JsonElement? request, JsonElement? response)
    {
        record.Set("dialect", dialect);
        foreach (var (name, body) in new[] { ("bodies.request", request), ("bodies.response", response) })
        {
            if (body is not { } value) continue;
            record.Set($"{name}.text", value.ValueKind == JsonValueKind.String ? value.GetString() : value.Raw());
            record.Set($"{name}.content_type", value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith("data:", StringComparison.Ordinal) ? "text/event-stream" : "application/json");
        }
    }

    private static bool IsMessages(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object && item.Field("role") is not null);
}
