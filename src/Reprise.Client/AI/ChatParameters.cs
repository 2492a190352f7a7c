using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Reprise.Client.AI;

/// <summary>What the caller set beside messages and tools, under the names most providers know.</summary>
internal static class ChatParameters
{
    public static JsonElement? Of(ChatOptions? options)
    {
        if (options is null) return null;
        var values = Values(options).Where(static pair => pair.Value is not null).ToList();
        return values.Count == 0 ? null : JsonValues.Object(values);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Values(ChatOptions options)
    {
        yield return new("temperature", options.Temperature);
        yield return new("top_p", options.TopP);
        yield return new("top_k", options.TopK);
        yield return new("max_output_tokens", options.MaxOutputTokens);
        yield return new("frequency_penalty", options.FrequencyPenalty);
        yield return new("presence_penalty", options.PresencePenalty);
        yield return new("seed", options.Seed);
        yield return new("stop", options.StopSequences is { Count: > 0 } stop ? Texts(stop) : null);
        yield return new("response_format", Format(options.ResponseFormat));
        yield return new("tool_choice", Choice(options.ToolMode));
        yield return new("parallel_tool_calls", options.AllowMultipleToolCalls);
        yield return new("reasoning", Reasoning(options.Reasoning));
        yield return new("conversation_id", options.ConversationId);
        if (options.AdditionalProperties is null) yield break;
        foreach (var (name, value) in options.AdditionalProperties) yield return new(name, value);
    }

    private static JsonElement Texts(IList<string> texts) => JsonValues.Element(writer =>
    {
        writer.WriteStartArray();
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    });

    private static object? Format(ChatResponseFormat? format) => format switch
    {
        null => null,
        ChatResponseFormatJson { Schema: { } schema } json => JsonValues.Object(
            [new("type", "json_schema"), new("name", json.SchemaName), new("schema", schema)]),
        ChatResponseFormatJson => "json_object",
        _ => "text",
    };

    private static object? Choice(ChatToolMode? mode) => mode switch
    {
        null => null,
        RequiredChatToolMode { RequiredFunctionName: { } name } => JsonValues.Object([new("function", name)]),
        RequiredChatToolMode => "required",
        NoneChatToolMode => "none",
        _ => "auto",
    };

    private static JsonElement? Reasoning(ReasoningOptions? reasoning) => reasoning is null ? null : JsonValues.Object(
        new KeyValuePair<string, object?>[] { new("effort", Word(reasoning.Effort)), new("output", Word(reasoning.Output)) }.Where(static pair => pair.Value is not null));

    private static string? Word<T>(T? value) where T : struct, Enum => value is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;
}
