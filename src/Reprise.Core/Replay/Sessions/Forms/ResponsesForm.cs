using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>OpenAI's Responses: what came out goes back in item by item, or the answer is named with <c>previous_response_id</c> and only what is new is sent.</summary>
internal sealed class ResponsesForm : ConversationForm
{
    public override ReadOnlySpan<byte> ListName => "input"u8;

    public override bool TakesText => true;

    public override string? PreviousResponse(ReadOnlyMemory<byte> body) => JsonPlaces.Text(JsonPlaces.Value(body, "previous_response_id"));

    public override ReadOnlyMemory<byte> WithPrevious(ReadOnlyMemory<byte> body, string responseId)
    {
        if (JsonPlaces.Find(body.Span, "previous_response_id"u8) is { } place)
            return PreviousResponse(body) == responseId ? body : JsonPlaces.Replace(body, [(place, JsonPlaces.String(responseId))]);

        // The first request of a chain names none: the name goes to its end.
        var end = body.Span.LastIndexOf((byte)'}');
        return JsonPlaces.Replace(body, [(end..end, (byte[])[.. ",\"previous_response_id\":"u8, .. JsonPlaces.String(responseId).Span])]);
    }

    public override MessageRole RoleOf(ReadOnlyMemory<byte> item) =>
        JsonPlaces.Text(JsonPlaces.Value(item, "type")) == "item_reference" ? MessageRole.Assistant : base.RoleOf(item);

    public override ReadOnlyMemory<byte> TextItem(ReadOnlyMemory<byte> text) => JsonPlaces.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("role", "user");
        writer.WritePropertyName("content");
        writer.WriteRawValue(text.Span, skipInputValidation: true);
        writer.WriteEndObject();
    });

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Echo(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? sample)
    {
        var answer = SseReader.Recognises(body.Span) ? Last(body) : body;
        return answer is { } whole && JsonPlaces.Value(whole, "output") is { } output && JsonPlaces.Items(output.Span) is { Count: > 0 } ? JsonPlaces.ItemsOf(output) : null;
    }

    public override IReadOnlyList<ReadOnlyMemory<byte>> Compose(AnswerReading answer)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        if (!string.IsNullOrEmpty(answer.Content))
        {
            items.Add(JsonPlaces.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("role", "assistant");
                writer.WriteString("content", answer.Content);
                writer.WriteEndObject();
            }));
        }

        items.AddRange(answer.ToolCalls.Select(static (call, i) => JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function_call");
            writer.WriteString("call_id", ToolCalls.IdOf(call, i));
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.Arguments);
            writer.WriteEndObject();
        })));
        return items;
    }

    public override IReadOnlyList<ToolResultPlace> Results(ReadOnlyMemory<byte> item)
    {
        if (!IsResult(item)) return [];
        return [new ToolResultPlace(JsonPlaces.Text(JsonPlaces.Value(item, "call_id")), Name: null, JsonPlaces.Find(item.Span, "call_id"u8), JsonPlaces.Find(item.Span, "output"u8))];
    }

    public override ReadOnlyMemory<byte>? WithoutResults(ReadOnlyMemory<byte> item) => IsResult(item) ? default(ReadOnlyMemory<byte>?) : item;

    public override IReadOnlyList<ReadOnlyMemory<byte>> ResultItems(IReadOnlyList<AnsweredCall> answers, ReadOnlyMemory<byte>? sample) =>
    [
        .. answers.Select(static (answer, i) => JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function_call_output");
            writer.WriteString("call_id", ToolCalls.IdOf(answer.Call, i));
            writer.WritePropertyName("output");
            writer.WriteRawValue(answer.Value.Span, skipInputValidation: true);
            writer.WriteEndObject();
        })),
    ];

    private static bool IsResult(ReadOnlyMemory<byte> item) => JsonPlaces.Text(JsonPlaces.Value(item, "type")) is "function_call_output" or "custom_tool_call_output";

    /// <summary>The whole answer that a stream's last event repeats.</summary>
    private static ReadOnlyMemory<byte>? Last(ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte>? last = null;
        var events = new SseReader(body.Span);
        while (events.Next())
        {
            var data = new ReadOnlyMemory<byte>(events.Data.ToArray());
            if (JsonPlaces.Text(JsonPlaces.Value(data, "type")) is "response.completed" or "response.incomplete") last = JsonPlaces.Value(data, "response");
        }

        return last;
    }
}
