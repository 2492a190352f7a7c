using System.Text;
using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>Gemini's contents: a candidate's content goes back as it came, results are <c>functionResponse</c> parts, named and without ids.</summary>
internal sealed class GeminiForm : PartsForm
{
    public override ReadOnlySpan<byte> ListName => "contents"u8;

    protected override string PartsName => "parts";

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Echo(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? sample)
    {
        if (Candidate(body) is { } content) return [content];
        var chunks = Chunks(body);
        var parts = chunks.Select(Candidate).Where(static part => part is not null).SelectMany(static part => JsonPlaces.ItemsOf(JsonPlaces.Value(part!.Value, "parts"))).ToList();
        return parts.Count == 0 ? null : [Item("model", writer =>
        {
            foreach (var part in parts) writer.WriteRawValue(part.Span, skipInputValidation: true);
        })];
    }

    public override IReadOnlyList<ReadOnlyMemory<byte>> Compose(AnswerReading answer) =>
    [
        Item("model", writer =>
        {
            if (!string.IsNullOrEmpty(answer.Content))
            {
                writer.WriteStartObject();
                writer.WriteString("text", answer.Content);
                writer.WriteEndObject();
            }

            foreach (var call in answer.ToolCalls)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("functionCall");
                writer.WriteString("name", call.Name);
                ToolCalls.WriteArguments(writer, "args", call);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }),
    ];

    public override IReadOnlyList<ReadOnlyMemory<byte>> ResultItems(IReadOnlyList<AnsweredCall> answers, ReadOnlyMemory<byte>? sample) =>
    [
        Item("user", writer =>
        {
            foreach (var answer in answers)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("functionResponse");
                if (answer.Call.Id is { } id) writer.WriteString("id", id);
                writer.WriteString("name", answer.Call.Name);
                writer.WritePropertyName("response");
                writer.WriteRawValue(answer.Value.Span, skipInputValidation: true);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        }),
    ];

    /// <summary>The response must be an object; a text that is none is put into one.</summary>
    public override ReadOnlyMemory<byte> ResultValue(string text)
    {
        if (CanonicalJson.Find(Encoding.UTF8.GetBytes(text)) is { } json && json.StartsWith('{')) return Encoding.UTF8.GetBytes(text);
        return JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("result", text);
            writer.WriteEndObject();
        });
    }

    public override string ResultText(ReadOnlyMemory<byte> value) => JsonPlaces.Names(value.Span) is ["result"] && JsonPlaces.Text(JsonPlaces.Value(value, "result")) is { } text
        ? text
        : Encoding.UTF8.GetString(value.Span);

    protected override ToolResultPlace? Result(ReadOnlyMemory<byte> part)
    {
        if ((JsonPlaces.Find(part.Span, "functionResponse"u8) ?? JsonPlaces.Find(part.Span, "function_response"u8)) is not { } place) return null;
        var (response, from) = (part[place], place.Start.GetOffset(part.Length));
        return new ToolResultPlace(JsonPlaces.Text(JsonPlaces.Value(response, "id")), JsonPlaces.Text(JsonPlaces.Value(response, "name")),
            Moved(JsonPlaces.Find(response.Span, "id"u8), from), Moved(JsonPlaces.Find(response.Span, "response"u8), from));
    }

    private static ReadOnlyMemory<byte>? Candidate(ReadOnlyMemory<byte> answer) =>
        JsonPlaces.ItemsOf(JsonPlaces.Value(answer, "candidates")) is [var first, ..] ? JsonPlaces.Value(first, "content") : null;

    /// <summary>The pieces of a stream: events, or one list.</summary>
    private static List<ReadOnlyMemory<byte>> Chunks(ReadOnlyMemory<byte> body)
    {
        if (!SseReader.Recognises(body.Span)) return JsonPlaces.ItemsOf(body);
        var chunks = new List<ReadOnlyMemory<byte>>();
        var events = new SseReader(body.Span);
        while (events.Next()) chunks.Add(events.Data.ToArray());
        return chunks;
    }

    private static ReadOnlyMemory<byte> Item(string role, Action<System.Text.Json.Utf8JsonWriter> parts) => JsonPlaces.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("parts");
        parts(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
