using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>Anthropic's messages: an answer's content goes back as it came, results are parts of the user's next message.</summary>
internal sealed class AnthropicForm : PartsForm
{
    public override ReadOnlySpan<byte> ListName => "messages"u8;

    protected override string PartsName => "content";

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Echo(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? sample)
    {
        var content = SseReader.Recognises(body.Span) ? AnthropicStream.Content(body) : JsonPlaces.Value(body, "content");
        if (content is not { } blocks || JsonPlaces.Items(blocks.Span) is not { } items) return null;

        // A client that sent back a bare text goes on doing so where a text is all there is.
        if (sample is { } written && JsonPlaces.Text(JsonPlaces.Value(written, "content")) is not null && items.Count == 1 && JsonPlaces.Value(blocks[items[0]], "text") is { } text)
            return [Message("assistant", text)];
        return [Message("assistant", blocks)];
    }

    public override IReadOnlyList<ReadOnlyMemory<byte>> Compose(AnswerReading answer) =>
    [
        Message("assistant", JsonPlaces.Write(writer =>
        {
            writer.WriteStartArray();
            if (!string.IsNullOrEmpty(answer.Content ?? answer.Refusal))
            {
                writer.WriteStartObject();
                writer.WriteString("type", "text");
                writer.WriteString("text", answer.Content ?? answer.Refusal);
                writer.WriteEndObject();
            }

            for (var i = 0; i < answer.ToolCalls.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", ToolCalls.IdOf(answer.ToolCalls[i], i));
                writer.WriteString("name", answer.ToolCalls[i].Name);
                ToolCalls.WriteArguments(writer, "input", answer.ToolCalls[i]);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        })),
    ];

    public override IReadOnlyList<ReadOnlyMemory<byte>> ResultItems(IReadOnlyList<AnsweredCall> answers, ReadOnlyMemory<byte>? sample) =>
    [
        Message("user", JsonPlaces.Write(writer =>
        {
            writer.WriteStartArray();
            for (var i = 0; i < answers.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "tool_result");
                writer.WriteString("tool_use_id", ToolCalls.IdOf(answers[i].Call, i));
                writer.WritePropertyName("content");
                writer.WriteRawValue(answers[i].Value.Span, skipInputValidation: true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        })),
    ];

    protected override ToolResultPlace? Result(ReadOnlyMemory<byte> part) => JsonPlaces.Text(JsonPlaces.Value(part, "type")) != "tool_result" ? null
        : new ToolResultPlace(JsonPlaces.Text(JsonPlaces.Value(part, "tool_use_id")), Name: null, JsonPlaces.Find(part.Span, "tool_use_id"u8), JsonPlaces.Find(part.Span, "content"u8));

    private static ReadOnlyMemory<byte> Message(string role, ReadOnlyMemory<byte> content) => JsonPlaces.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WritePropertyName("content");
        writer.WriteRawValue(content.Span, skipInputValidation: true);
        writer.WriteEndObject();
    });
}
