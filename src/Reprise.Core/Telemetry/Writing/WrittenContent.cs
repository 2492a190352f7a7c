using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Messages, tools, arguments and answers as the gen_ai conventions write them: JSON in a text, by their schemas.</summary>
internal static class WrittenContent
{
    private const int MaxParameter = 4096;
    private static readonly (string Ours, string Theirs)[] s_parameters =
    [
        ("temperature", "temperature"), ("top_p", "top_p"), ("top_k", "top_k"), ("max_tokens", "max_tokens"), ("max_completion_tokens", "max_tokens"), ("max_output_tokens", "max_tokens"),
        ("frequency_penalty", "frequency_penalty"), ("presence_penalty", "presence_penalty"), ("seed", "seed"), ("stop", "stop_sequences"), ("stop_sequences", "stop_sequences"), ("n", "choice.count"),
        ("dimensions", "dimensions"), ("encoding_format", "encoding_formats"), ("service_tier", "service_tier"), ("reasoning_effort", "reasoning_effort"),
    ];

    /// <summary>What was set, of a call of a model; a tool's parameters are what it was given.</summary>
    public static void Parameters(AttributeWriter attributes, InteractionDocument document)
    {
        if (document.Kind is not ("llm" or "embedding") || document.Request?.Parameters is not { ValueKind: JsonValueKind.Object } parameters) return;
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (ours, theirs) in s_parameters)
        {
            if (parameters.Field(ours) is not { } value || !written.Add(theirs)) continue;
            attributes.Add($"gen_ai.request.{theirs}", value.ValueKind switch
            {
                JsonValueKind.Number when value.TryGetInt64(out var whole) => new TelemetryValue(whole),
                JsonValueKind.Number => new TelemetryValue(value.GetDouble()),
                JsonValueKind.True or JsonValueKind.False => new TelemetryValue(value.GetBoolean()),
                JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => new TelemetryValue((IReadOnlyList<TelemetryValue>)[.. value.EnumerateArray().Select(item => new TelemetryValue(item.GetString()))]),
                _ => new TelemetryValue(value.AsText() is { Length: <= MaxParameter } text ? text : null),
            });
        }
    }

    public static void Write(AttributeWriter attributes, InteractionDocument document)
    {
        var (request, response) = (document.Request, document.Response);
        if (document.Kind == "tool")
        {
            attributes.Add("gen_ai.tool.call.arguments", request?.Parameters?.Raw() ?? request?.Prompt);
            attributes.Add("gen_ai.tool.call.result", response?.Content);
        }
        else if (document.Kind is "llm" or "embedding")
        {
            WriteMessages(attributes, request);
            if (response?.Content is not null || response?.ToolCalls is not null || response?.Reasoning is not null || response?.Refusal is not null) attributes.Add("gen_ai.output.messages", Array(writer => Answer(writer, response)));
        }
        else
        {
            attributes.Add("input.value", request?.Prompt ?? request?.Parameters?.Raw());
            attributes.Add("output.value", response?.Content);
        }

        if (request?.Context is { Count: > 0 } context) attributes.Add("gen_ai.retrieval.documents", Array(writer => Documents(writer, context)));
    }

    private static void WriteMessages(AttributeWriter attributes, RequestDocument? request)
    {
        if (request?.Messages is { Count: > 0 } messages) attributes.Add("gen_ai.input.messages", Array(writer => { foreach (var message in messages) Write(writer, message); }));
        else if (request?.Prompt is { } prompt) attributes.Add("gen_ai.input.messages", Array(writer => Write(writer, new MessageDocument { Role = "user", Content = prompt })));
        if (request?.SystemPrompt is { } system && request.Messages?.Any(one => one.Role == "system") is not true) attributes.Add("gen_ai.system_instructions", Array(writer => Part(writer, "text", system)));
        if (request?.Tools is { ValueKind: JsonValueKind.Array } tools) attributes.Add("gen_ai.tool.definitions", tools.Raw());
    }

    private static void Write(Utf8JsonWriter writer, MessageDocument message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role);
        if (message.Name is not null) writer.WriteString("name", message.Name);
        writer.WriteStartArray("parts");
        if (message.Reasoning is not null) Part(writer, "reasoning", message.Reasoning);
        if (message.Role == "tool")
        {
            writer.WriteStartObject();
            writer.WriteString("type", "tool_call_response");
            if (message.ToolCallId is not null) writer.WriteString("id", message.ToolCallId);
            writer.WriteString("response", message.Content ?? "");
            writer.WriteEndObject();
        }
        else if (message.Content is not null) Part(writer, "text", message.Content);
        foreach (var call in message.ToolCalls ?? []) Call(writer, call);
        foreach (var attachment in message.Attachments ?? []) Attachment(writer, attachment);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Answer(Utf8JsonWriter writer, ResponseDocument response)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "assistant");
        writer.WriteStartArray("parts");
        if (response.Reasoning is not null) Part(writer, "reasoning", response.Reasoning);
        if ((response.Content ?? response.Refusal) is { } text) Part(writer, "text", text);
        foreach (var call in response.ToolCalls ?? []) Call(writer, call);
        writer.WriteEndArray();
        writer.WriteString("finish_reason", response.FinishReason ?? (response.ToolCalls is { Count: > 0 } ? "tool_call" : "stop"));
        writer.WriteEndObject();
    }

    private static void Part(Utf8JsonWriter writer, string type, string content)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("content", content);
        writer.WriteEndObject();
    }

    private static void Call(Utf8JsonWriter writer, ToolCallDocument call)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "tool_call");
        if (call.Id is not null) writer.WriteString("id", call.Id);
        writer.WriteString("name", call.Name);
        if (call.Arguments is { } arguments)
        {
            writer.WritePropertyName("arguments");
            arguments.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void Attachment(Utf8JsonWriter writer, AttachmentDocument attachment)
    {
        writer.WriteStartObject();
        writer.WriteString("type", attachment.Reference is null ? "attachment" : "uri");
        writer.WriteString("modality", attachment.Kind);
        if (attachment.MediaType is not null) writer.WriteString("mime_type", attachment.MediaType);
        if (attachment.Reference is not null) writer.WriteString("uri", attachment.Reference);
        if (attachment.Bytes is { } bytes) writer.WriteNumber("bytes", bytes);
        writer.WriteEndObject();
    }

    private static void Documents(Utf8JsonWriter writer, IReadOnlyList<ContextDocument> context)
    {
        foreach (var document in context)
        {
            writer.WriteStartObject();
            if (document.Source is not null) writer.WriteString("id", document.Source);
            if (document.Content is not null) writer.WriteString("content", document.Content);
            if (document.Metadata is { } metadata)
            {
                writer.WritePropertyName("metadata");
                metadata.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
    }

    private static string Array(Action<Utf8JsonWriter> items) => TelemetryJson.Build(writer =>
    {
        writer.WriteStartArray();
        items(writer);
        writer.WriteEndArray();
    }).Raw();
}
