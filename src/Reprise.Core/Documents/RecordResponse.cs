using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The <c>response</c> of a record, from what its dialect read.</summary>
internal static class RecordResponse
{
    public static ResponseDocument Of(AnswerReading reading) => new()
    {
        Content = reading.Content,
        Refusal = reading.Refusal,
        ToolCalls = reading.ToolCalls.Count == 0 ? null : [.. reading.ToolCalls.Select(RecordRequest.Of)],
        Reasoning = reading.Reasoning,
        CompletionTokens = reading.Usage?.CompletionTokens,
        FinishReason = reading.FinishReason,
    };
}
