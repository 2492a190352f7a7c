using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Client.Recording;

namespace Reprise.Client.AI;

/// <summary>Makes a chat response of a recorded answer.</summary>
internal static class CachedAnswers
{
    /// <summary>The name under which a response that came from the cache says so: <c>hit</c> or <c>semantic</c>.</summary>
    public const string StatusName = "reprise.cache";
    public const string SourceName = "reprise.source";

    /// <summary>Null when the record is of another shape than our own.</summary>
    public static ChatResponse? Read(JsonElement body, CallRecord call)
    {
        var message = new ChatMessage(ChatRole.Assistant, []);
        string? finish = null;
        if (body.ValueKind == JsonValueKind.String) message.Contents.Add(new TextContent(body.GetString()));
        else if (body.ValueKind != JsonValueKind.Object) return null;
        else
        {
            if (Text(body, "reasoning") is { } reasoning) message.Contents.Add(new TextReasoningContent(reasoning));
            if (Text(body, "content") is { Length: > 0 } content) message.Contents.Add(new TextContent(content));
            if (body.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
                foreach (var one in calls.EnumerateArray()) message.Contents.Add(CallOf(one));
            finish = Text(body, "finish_reason");
        }

        if (message.Contents.Count == 0) return null;
        return new ChatResponse(message)
        {
            ModelId = call.Model,
            FinishReason = finish is null ? ChatFinishReason.Stop : new ChatFinishReason(finish),
            AdditionalProperties = new AdditionalPropertiesDictionary { [StatusName] = call.Cache?.Status, [SourceName] = call.Cache?.SourceInteractionId },
        };
    }

    public static FunctionCallContent CallOf(JsonElement call)
    {
        var arguments = call.TryGetProperty("arguments", out var given) && given.ValueKind == JsonValueKind.Object
            ? given.EnumerateObject().ToDictionary(static member => member.Name, static member => (object?)member.Value.Clone(), StringComparer.Ordinal) : null;
        return new FunctionCallContent(Text(call, "id") ?? "", Text(call, "name") ?? "", arguments);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
