using System.Text;
using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>Bedrock's converse: the answer's message goes back as it came, results are <c>toolResult</c> parts of the user's next message.</summary>
internal sealed class BedrockForm : PartsForm
{
    public override ReadOnlySpan<byte> ListName => "messages"u8;

    protected override string PartsName => "content";

    /// <summary>A stream gives no whole message; it is composed of what was read.</summary>
    public override IReadOnlyList<ReadOnlyMemory<byte>>? Echo(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? sample) => JsonPlaces.Value(body, "output", "message") is { } message ? [message] : null;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Compose(AnswerReading answer) =>
    [
        Item("assistant", writer =>
        {
            if (!string.IsNullOrEmpty(answer.Content))
            {
                writer.WriteStartObject();
                writer.WriteString("text", answer.Content);
                writer.WriteEndObject();
            }

            for (var i = 0; i < answer.ToolCalls.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("toolUse");
                writer.WriteString("toolUseId", ToolCalls.IdOf(answer.ToolCalls[i], i));
                writer.WriteString("name", answer.ToolCalls[i].Name);
                ToolCalls.WriteArguments(writer, "input", answer.ToolCalls[i]);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }),
    ];

    public override IReadOnlyList<ReadOnlyMemory<byte>> ResultItems(IReadOnlyList<AnsweredCall> answers, ReadOnlyMemory<byte>? sample) =>
    [
        Item("user", writer =>
        {
            for (var i = 0; i < answers.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("toolResult");
                writer.WriteString("toolUseId", ToolCalls.IdOf(answers[i].Call, i));
                writer.WritePropertyName("content");
                writer.WriteRawValue(answers[i].Value.Span, skipInputValidation: true);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }),
    ];

    /// <summary>A list of parts: an object as <c>json</c>, anything else as <c>text</c>.</summary>
    public override ReadOnlyMemory<byte> ResultValue(string text) => JsonPlaces.Write(writer =>
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        if (CanonicalJson.Find(Encoding.UTF8.GetBytes(text)) is { } json && json.StartsWith('{'))
        {
            writer.WritePropertyName("json");
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else writer.WriteString("text", text);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    protected override ToolResultPlace? Result(ReadOnlyMemory<byte> part)
    {
        if (JsonPlaces.Find(part.Span, "toolResult"u8) is not { } place) return null;
        var (result, from) = (part[place], place.Start.GetOffset(part.Length));
        return new ToolResultPlace(JsonPlaces.Text(JsonPlaces.Value(result, "toolUseId")), Name: null,
            Moved(JsonPlaces.Find(result.Span, "toolUseId"u8), from), Moved(JsonPlaces.Find(result.Span, "content"u8), from));
    }

    private static ReadOnlyMemory<byte> Item(string role, Action<System.Text.Json.Utf8JsonWriter> parts) => JsonPlaces.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("content");
        parts(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
