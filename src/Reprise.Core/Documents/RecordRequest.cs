using System.Buffers;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The <c>request</c> of a record: from what a dialect read, or from the JSON a caller recorded in our own shape or nearly so.</summary>
internal static class RecordRequest
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal) { "prompt", "system_prompt", "system", "messages", "context", "tools", "parameters" };

    public static RequestDocument Of(CallReading reading) => new()
    {
        Prompt = reading.Prompt,
        SystemPrompt = reading.SystemPrompt,
        Messages = reading.Messages.Count == 0 ? null : [.. reading.Messages.Select(Of)],
        Tools = RecordJson.Find(reading.Tools),
        Parameters = RecordJson.Find(reading.Parameters) is { ValueKind: JsonValueKind.Object } parameters ? parameters : null,
    };

    /// <summary>Reads any JSON: our own object, a list of messages, a plain prompt. What has no place of its own becomes a parameter.</summary>
    public static RequestDocument Of(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(static item => item.Text("role") is not null))
            return WithPrompt(new RequestDocument { Messages = Messages(json) });
        if (json.ValueKind != JsonValueKind.Object) return new RequestDocument { Prompt = json.ValueKind == JsonValueKind.Null ? null : json.AsText() };
        return WithPrompt(new RequestDocument
        {
            Prompt = json.Field("prompt")?.AsText(),
            SystemPrompt = (json.Field("system_prompt") ?? json.Field("system")) is { } system ? system.JoinedText() ?? system.Raw() : null,
            Messages = json.Field("messages") is { ValueKind: JsonValueKind.Array } messages ? Messages(messages) : null,
            Context = json.Field("context") is { ValueKind: JsonValueKind.Array } context ? [.. context.EnumerateArray().Select(Context)] : null,
            Tools = json.Field("tools") is { ValueKind: JsonValueKind.Array } tools ? tools : null,
            Parameters = Parameters(json),
        });
    }

    public static ToolCallDocument ToolCall(JsonElement call)
    {
        var function = call.Object("function") ?? call;
        var arguments = function.Field("arguments") ?? function.Field("input");
        return new ToolCallDocument
        {
            Id = call.Text("id"),
            Name = function.Text("name") ?? "",
            Arguments = arguments is { ValueKind: JsonValueKind.String } text ? Arguments(text.GetString()!) : arguments,
        };
    }

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

    private static RequestDocument WithPrompt(RequestDocument request) =>
        request.Prompt is not null ? request : request with { Prompt = request.Messages?.LastOrDefault(m => m.Role == "user" && m.Content is not null)?.Content };

    private static IReadOnlyList<MessageDocument> Messages(JsonElement messages) => [.. messages.EnumerateArray().Select(message => new MessageDocument
    {
        Role = message.Text("role") ?? "user",
        Name = message.Text("name"),
        Content = message.ValueKind == JsonValueKind.String ? message.GetString() : message.Field("content") is { } content ? content.JoinedText() ?? Other(content) : null,
        Reasoning = message.Text("reasoning") ?? message.Text("reasoning_content"),
        ToolCalls = message.Field("tool_calls") is { ValueKind: JsonValueKind.Array } calls ? [.. calls.EnumerateArray().Select(ToolCall)] : null,
        ToolCallId = message.Text("tool_call_id"),
        Attachments = Attachments(message),
    })];

    private static string? Other(JsonElement content) => content.ValueKind == JsonValueKind.Array ? null : content.Raw();

    private static List<AttachmentDocument>? Attachments(JsonElement message)
    {
        var written = message.Field("attachments").Items().Select(item => new AttachmentDocument
        {
            Kind = item.Text("kind") ?? "file",
            MediaType = item.Text("media_type"),
            Reference = item.Text("reference"),
            Bytes = item.WholeNumber("bytes"),
        });
        var parts = message.Field("content").Items().Where(part => part.Text("text") is null && part.Text("type") is not null)
            .Select(part => new AttachmentDocument { Kind = part.Text("type")!, MediaType = part.Text("media_type") });
        List<AttachmentDocument> all = [.. written, .. parts];
        return all.Count == 0 ? null : all;
    }

    private static ContextDocument Context(JsonElement item) => item.ValueKind != JsonValueKind.Object
        ? new ContextDocument { Content = item.AsText() }
        : new ContextDocument { Content = item.Field("content")?.AsText(), Source = item.Field("source")?.AsText(), Metadata = item.Object("metadata") };

    private static JsonElement? Parameters(JsonElement json)
    {
        var own = json.Object("parameters");
        var rest = json.EnumerateObject().Where(p => !s_known.Contains(p.Name) || HasNoPlace(p)).ToList();
        if (rest.Count == 0) return own;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in own is { } parameters ? parameters.EnumerateObject().Concat(rest) : rest)
            {
                if (names.Add(property.Name)) property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return RecordJson.Find(buffer.WrittenMemory);
    }

    /// <summary>A known name with a shape we cannot show under it, such as parameters that are a number.</summary>
    private static bool HasNoPlace(JsonProperty property) => property.Name switch
    {
        "messages" or "context" or "tools" => property.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null),
        "parameters" => property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null),
        _ => false,
    };
}
