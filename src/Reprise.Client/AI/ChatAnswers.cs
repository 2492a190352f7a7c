using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Wire;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Reprise.Client.AI;

/// <summary>Makes a chat response of an answer that was recorded on the wire.</summary>
internal static class ChatAnswers
{
    /// <exception cref="HttpRequestException">The recorded answer is an error, or broke off before anything came.</exception>
    public static ChatResponse Read(TapeAnswer answer, IDialect dialect)
    {
        var body = new Body { Bytes = answer.Body, ContentType = answer.ContentType, ContentEncoding = answer.Encoding };
        var read = dialect.ReadResponse(new WireResponse(answer.Status, DecodedBody.Find(body) ?? answer.Body, answer.ContentType));
        if (answer.Status is < 200 or >= 300 || read.ErrorCode is not null || read.ErrorMessage is not null)
            throw new HttpRequestException($"The recorded answer is an error ({answer.Status}): {read.ErrorMessage ?? read.ErrorCode ?? "without words"}", null, (HttpStatusCode)answer.Status);
        var message = new ChatMessage(ChatRole.Assistant, []);
        if (!string.IsNullOrEmpty(read.Reasoning)) message.Contents.Add(new TextReasoningContent(read.Reasoning));
        if (!string.IsNullOrEmpty(read.Content ?? read.Refusal)) message.Contents.Add(new TextContent(read.Content ?? read.Refusal));
        foreach (var call in read.ToolCalls) message.Contents.Add(new FunctionCallContent(call.Id ?? "", call.Name, Arguments(call.Arguments)));
        return new ChatResponse(message) { ModelId = read.Model, ResponseId = read.ResponseId, FinishReason = Reason(read.FinishReason), Usage = Usage(read.Usage) };
    }

    public static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, object?>? Arguments(string text) => Parse(text) is { ValueKind: JsonValueKind.Object } json
        ? json.EnumerateObject().ToDictionary(static member => member.Name, static member => (object?)member.Value, StringComparer.Ordinal) : null;

    private static ChatFinishReason? Reason(string? word) => word?.ToLowerInvariant() switch
    {
        null => null,
        "stop" or "end_turn" or "stop_sequence" or "complete" or "completed" => ChatFinishReason.Stop,
        "tool_calls" or "tool_use" or "function_call" or "tool_call" => ChatFinishReason.ToolCalls,
        "length" or "max_tokens" or "max_output_tokens" => ChatFinishReason.Length,
        "content_filter" or "safety" or "refusal" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(word),
    };

    private static UsageDetails? Usage(TokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.PromptTokens, OutputTokenCount = usage.CompletionTokens, TotalTokenCount = usage.TotalTokens,
        CachedInputTokenCount = usage.CachedTokens, ReasoningTokenCount = usage.ReasoningTokens,
    };
}
