using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The <c>response</c> of a record: from what a dialect read, or from the JSON a caller recorded in our own shape or nearly so.</summary>
internal static class RecordResponse
{
    private static readonly string[] s_known = ["content", "tool_calls", "reasoning", "completion_tokens", "finish_reason"];

    public static ResponseDocument Of(AnswerReading reading) => new()
    {
        Content = reading.Content,
        ToolCalls = reading.ToolCalls.Count == 0 ? null : [.. reading.ToolCalls.Select(RecordRequest.Of)],
        Reasoning = reading.Reasoning,
        CompletionTokens = reading.Usage?.CompletionTokens,
        FinishReason = reading.FinishReason,
    };

    /// <summary>Reads any JSON: our own object, or whatever a tool answered, which is then the content as JSON text.</summary>
    public static ResponseDocument Of(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.Null) return new ResponseDocument();
        if (json.ValueKind != JsonValueKind.Object) return new ResponseDocument { Content = json.JoinedText() ?? json.AsText() };
        if (!s_known.Any(name => json.TryGetProperty(name, out _)))
            return json.EnumerateObject().Any() ? new ResponseDocument { Content = json.Raw() } : new ResponseDocument();
        return new ResponseDocument
        {
            Content = json.Field("content") is { } content ? content.JoinedText() ?? content.Raw() : null,
            ToolCalls = json.Field("tool_calls") is { ValueKind: JsonValueKind.Array } calls ? [.. calls.EnumerateArray().Select(RecordRequest.ToolCall)] : null,
            Reasoning = json.Field("reasoning")?.AsText(),
            CompletionTokens = json.WholeNumber("completion_tokens"),
            FinishReason = json.Text("finish_reason"),
        };
    }
}
