using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>What stands in one message: text, thinking, calls of tools, their results, and what is no text.</summary>
internal sealed class MessageParts
{
    private const int MaxDepth = 8;
    private const int MaxInlineReference = 512;
    private readonly List<string> _texts = [];
    private readonly List<ToolCallDocument> _calls = [];
    private readonly List<(string? Id, string? Name, string Content)> _results = [];
    private readonly List<AttachmentDocument> _attachments = [];

    public List<string> Reasoning { get; } = [];
    public string? Refusal { get; set; }

    /// <summary>Whose message it is, where only its parts tell (pydantic-ai's own form).</summary>
    public string? Role { get; private set; }

    public IReadOnlyList<ToolCallDocument> Calls => _calls;
    public string? Text => _texts.Count == 0 ? null : string.Join('\n', _texts);

    /// <summary>Whether a list holds parts of a message: texts, or objects with a type or a member that only parts have.</summary>
    public static bool AreParts(JsonElement list) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object && IsPart(item));

    private static bool IsPart(JsonElement part) =>
        part.Text("type") is not null || part.Text("part_kind") is not null || part.Field("text") is not null || part.Field("toolUse") is not null || part.Field("toolResult") is not null
        || part.Field("functionCall") is not null || part.Field("function_call") is not null || part.Field("functionResponse") is not null || part.Field("function_response") is not null
        || part.Field("toolRequest") is not null || part.Field("toolResponse") is not null || part.Field("media") is not null || part.Field("inlineData") is not null || part.Field("image") is not null
        || part.Field("message_content") is not null || part.Field("reasoning") is not null || part.Field("data") is not null;

    public void Read(JsonElement content, int depth = 0)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String: AddText(content.GetString()!); break;
            case JsonValueKind.Array when depth < MaxDepth:
                foreach (var part in content.EnumerateArray()) Read(part, depth + 1);
                break;
            case JsonValueKind.Object when depth < MaxDepth && IsPart(content): ReadPart(content, depth); break;
            case JsonValueKind.Null or JsonValueKind.Undefined: break;
            default: AddText(content.Raw()); break;
        }
    }

    public void ReadCalls(JsonElement? calls)
    {
        // Some keep the list, or each call, as JSON in a text.
        if (calls is { ValueKind: JsonValueKind.String } text) calls = TelemetryJson.Parsed(text.GetString()!);
        foreach (var call in calls.Items()) ReadCall(call);
    }

    /// <summary>A call of a tool in any of its shapes.</summary>
    public void ReadCall(JsonElement call)
    {
        if (call.ValueKind == JsonValueKind.String && TelemetryJson.Parsed(call.GetString()!) is { } parsed) call = parsed;
        if (call.ValueKind != JsonValueKind.Object) return;
        if (call.Object("tool_call") is { } wrapped) call = wrapped;
        var function = call.Object("function") ?? call;
        var name = function.Text("name") ?? call.Text("toolName") ?? call.Text("tool_name");
        if (name is null) return;
        var id = call.Text("id") ?? call.Text("toolCallId") ?? call.Text("tool_call_id") ?? call.Text("toolUseId") ?? call.Text("call_id") ?? call.Text("ref");
        var arguments = function.Field("arguments") ?? function.Field("args") ?? function.Field("input") ?? function.Field("parameters");
        _calls.Add(new ToolCallDocument { Id = id, Name = name, Arguments = Arguments(arguments) });
    }

    /// <summary>As messages of the record: the results first, since they answer what came before, then the rest where there is any.</summary>
    public IEnumerable<MessageDocument> Messages(string role, string? name, string? toolCallId, string? finishReason)
    {
        foreach (var (id, tool, content) in _results) yield return new MessageDocument { Role = "tool", Name = tool, ToolCallId = id ?? toolCallId, Content = content };
        var isEmpty = _texts.Count == 0 && _calls.Count == 0 && Reasoning.Count == 0 && _attachments.Count == 0 && Refusal is null;
        if (isEmpty && (_results.Count > 0 || (role.Length == 0 && finishReason is null))) yield break;
        yield return new MessageDocument
        {
            Role = role,
            Name = name,
            Content = Text ?? Refusal,
            Reasoning = Reasoning.Count == 0 ? null : string.Join('\n', Reasoning),
            ToolCalls = _calls.Count == 0 ? null : [.. _calls],
            ToolCallId = toolCallId,
            Attachments = _attachments.Count == 0 ? null : [.. _attachments],
        };
    }

    public static JsonElement? Arguments(JsonElement? arguments)
    {
        if (arguments is not { } given) return null;
        if (given.ValueKind != JsonValueKind.String) return given;
        var text = given.GetString()!;
        return text.Length == 0 ? null : RecordJson.Find(text) ?? given;
    }

    private void ReadPart(JsonElement part, int depth)
    {
        if (part.Object("message_content") is { } wrapped) part = wrapped;
        var kind = (part.Text("type") ?? part.Text("part_kind") ?? "").ToLowerInvariant();
        if (part.Text("part_kind") is not null) Role ??= kind switch { "system-prompt" => "system", "user-prompt" or "retry-prompt" => "user", "tool-return" => "tool", _ => "assistant" };
        switch (kind)
        {
            case "reasoning" or "thinking" or "redacted_thinking" or "redacted-reasoning":
                if ((part.Text("content") ?? part.Text("text") ?? part.Text("thinking") ?? part.Text("reasoning")) is { Length: > 0 } thought) Reasoning.Add(thought);
                return;
            case "tool_call" or "tool_use" or "tool-call" or "function_call" or "function" or "server_tool_call" or "server_tool_use" or "builtin-tool-call" or "tool-invocation":
                ReadCall(part);
                return;
            case "tool_call_response" or "tool_result" or "tool-result" or "tool_response" or "function_call_output" or "tool-return" or "server_tool_call_response" or "builtin-tool-return":
                AddResult(part);
                return;
            case "image" or "image_url" or "input_image" or "audio" or "input_audio" or "video" or "file" or "input_file" or "document" or "uri" or "blob" or "media" or "attachment":
                AddAttachment(part, kind);
                return;
            default:
                ReadUntyped(part, depth);
                return;
        }
    }

    private void ReadUntyped(JsonElement part, int depth)
    {
        if ((part.Object("functionCall") ?? part.Object("function_call") ?? part.Object("toolUse") ?? part.Object("toolRequest")) is { } call) ReadCall(call);
        else if ((part.Object("functionResponse") ?? part.Object("function_response") ?? part.Object("toolResult") ?? part.Object("toolResponse")) is { } result) AddResult(result);
        else if (part.Object("reasoningContent") is { } thinking) Reasoning.Add(thinking.Object("reasoningText")?.Text("text") ?? thinking.Raw());
        else if (part.Field("thought") is { ValueKind: JsonValueKind.True } && part.Text("text") is { } thought) Reasoning.Add(thought);
        else if (part.Text("reasoning") is { } reasoning) Reasoning.Add(reasoning);
        else if ((part.Object("inlineData") ?? part.Object("inline_data") ?? part.Object("fileData") ?? part.Object("media") ?? part.Object("image")) is { } media) AddAttachment(media, part.Field("image") is null ? "file" : "image");
        else if ((part.Field("text") ?? part.Field("content") ?? part.Field("refusal")) is { } text) Read(text, depth + 1);
        else if (part.EnumerateObject().Any()) AddText(part.Raw());
    }

    private void AddText(string text)
    {
        if (text.Length > 0) _texts.Add(text);
    }

    private void AddResult(JsonElement part)
    {
        var id = part.Text("id") ?? part.Text("tool_use_id") ?? part.Text("toolUseId") ?? part.Text("toolCallId") ?? part.Text("tool_call_id") ?? part.Text("call_id") ?? part.Text("ref");
        var value = part.Field("response") ?? part.Field("result") ?? part.Field("content") ?? part.Field("output");
        if (value is { ValueKind: JsonValueKind.Object } typed && typed.Text("type") is not null && typed.Field("value") is { } inner) value = inner;
        var content = value switch
        {
            null => "",
            { ValueKind: JsonValueKind.Array } list when AreParts(list) => list.EnumerateArray().All(item => item.Text("text") is not null) ? list.JoinedText() ?? "" : list.Raw(),
            { } other => other.AsText(),
        };
        _results.Add((id, part.Text("name") ?? part.Text("toolName") ?? part.Text("tool_name"), content));
    }

    /// <summary>What is no text: kind, type and a reference; never the data itself.</summary>
    private void AddAttachment(JsonElement part, string kind)
    {
        var nested = part.Object(kind) ?? part.Object("source") ?? part.Object("image") ?? part.Object("image_url") ?? part.Object("file") ?? part.Object("media");
        if (nested?.Object("image") is { } inner) nested = inner;
        var reference = Reference(part) ?? (nested is { } deeper ? Reference(deeper) : null);
        var data = part.Text("data") ?? nested?.Text("data") ?? (kind == "blob" ? part.Text("content") : null);
        var type = part.Text("mime_type") ?? part.Text("mediaType") ?? part.Text("media_type") ?? part.Text("mimeType") ?? part.Text("contentType") ?? nested?.Text("media_type") ?? nested?.Text("contentType");
        if (reference is not null && reference.StartsWith("data:", StringComparison.Ordinal))
        {
            type ??= reference.IndexOf(';', StringComparison.Ordinal) is > 5 and var end ? reference[5..end] : null;
            (data, reference) = (reference, null);
        }

        _attachments.Add(new AttachmentDocument
        {
            Kind = part.Text("modality") ?? kind switch { "image_url" or "input_image" => "image", "input_audio" => "audio", "uri" or "blob" or "media" or "input_file" or "document" => OfType(type), _ => kind },
            MediaType = type is { Length: <= 128 } ? type : null,
            Reference = reference is { Length: <= MaxInlineReference } ? reference : null,
            Bytes = data is null ? part.WholeNumber("bytes") : data.Length / 4L * 3,
        });
    }

    private static string? Reference(JsonElement part) =>
        part.Text("url") ?? part.Text("uri") ?? part.Text("file_id") ?? part.Text("fileUri") ?? part.Text("image_url") ?? (part.Text("image") is { } image && image.Contains(':', StringComparison.Ordinal) ? image : null);

    private static string OfType(string? mediaType) => mediaType?.Split('/')[0] switch { "image" => "image", "audio" => "audio", "video" => "video", _ => "file" };
}
