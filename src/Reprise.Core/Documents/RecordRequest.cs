using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The <c>request</c> of a record, from what its dialect read.</summary>
internal static class RecordRequest
{
    public static RequestDocument Of(CallReading reading) => new()
    {
        Prompt = reading.Prompt,
        SystemPrompt = reading.SystemPrompt,
        Messages = reading.Messages.Count == 0 ? null : [.. reading.Messages.Select(Of)],
        Tools = RecordJson.Find(reading.Tools),
        Parameters = RecordJson.Find(reading.Parameters) is { ValueKind: JsonValueKind.Object } parameters ? parameters : null,
    };

    /// <summary>The documents that were looked up for a call: only records in our own shape have them, no provider's request does.</summary>
    public static IReadOnlyList<ContextDocument>? ContextOf(ReadOnlyMemory<byte> ownRequest) =>
        RecordJson.Find(ownRequest)?.Field("context") is { ValueKind: JsonValueKind.Array } context ? [.. context.EnumerateArray().Select(Context)] : null;

    public static ToolCallDocument Of(ToolCall call) => new() { Id = call.Id, Name = call.Name, Arguments = Arguments(call.Arguments) };

    private static JsonElement? Arguments(string text) => text.Length == 0 ? null : RecordJson.Find(text) ?? RecordJson.String(text);

    private static MessageDocument Of(Message message) => new()
    {
        Role = message.Role,
        Name = message.Name,
        Content = message.Content,
        Reasoning = message.Reasoning,
        ToolCalls = message.ToolCalls.Count == 0 ? null : [.. message.ToolCalls.Select(Of)],
        ToolCallId = message.ToolCallId,
        Attachments = message.Attachments.Count == 0
            ? null
            : [.. message.Attachments.Select(a => new AttachmentDocument { Kind = a.Kind, MediaType = a.MediaType, Reference = a.Reference, Bytes = a.Bytes })],
    };

    private static ContextDocument Context(JsonElement item) => item.ValueKind != JsonValueKind.Object
        ? new ContextDocument { Content = item.AsText() }
        : new ContextDocument { Content = item.Field("content")?.AsText(), Source = item.Field("source")?.AsText(), Metadata = item.Object("metadata") };
}
