using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>OpenAI's chat and its kin, and Ollama's chat: one message an item, a message of its own for each tool result.</summary>
/// <param name="answerProperty">Where an answer keeps its message: <c>choices</c>, or <c>message</c> itself.</param>
internal sealed class ChatForm(string answerProperty) : ConversationForm
{
    private static readonly HashSet<string> s_always = new(StringComparer.Ordinal) { "role", "content", "tool_calls" };

    private bool HasChoices => answerProperty == "choices";

    public override ReadOnlySpan<byte> ListName => "messages"u8;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Echo(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? sample)
    {
        if (JsonPlaces.Value(body, answerProperty) is not { } found) return null;
        if (!HasChoices) return IsWhole(body) ? [Repeated(found, sample)] : null;
        foreach (var choice in JsonPlaces.ItemsOf(found))
            if (JsonPlaces.Value(choice, "message") is { } message) return [Repeated(message, sample)];
        return null;
    }

    /// <summary>The message with those of its properties that the client sends back; providers add some that they do not take.</summary>
    private static ReadOnlyMemory<byte> Repeated(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte>? sample)
    {
        if (sample is not { } written || JsonPlaces.Names(message.Span) is not { } names) return message;
        var sent = JsonPlaces.Names(written.Span) ?? [];
        if (names.TrueForAll(name => s_always.Contains(name) || sent.Contains(name))) return message;
        return JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var name in names.Where(name => s_always.Contains(name) || sent.Contains(name)))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonPlaces.Value(message, name)!.Value.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        });
    }

    public override IReadOnlyList<ReadOnlyMemory<byte>> Compose(AnswerReading answer) =>
    [
        JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("role", "assistant");
            if (string.IsNullOrEmpty(answer.Content) && HasChoices && answer.ToolCalls.Count > 0) writer.WriteNull("content");
            else writer.WriteString("content", answer.Content ?? "");
            if (answer.Refusal is { } refusal) writer.WriteString("refusal", refusal);
            if (!HasChoices && answer.Reasoning is { } thinking) writer.WriteString("thinking", thinking);
            if (answer.ToolCalls.Count > 0)
            {
                writer.WriteStartArray("tool_calls");
                for (var i = 0; i < answer.ToolCalls.Count; i++) ToolCalls.WriteChat(writer, answer.ToolCalls[i], i, asText: HasChoices);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }),
    ];

    public override IReadOnlyList<ToolResultPlace> Results(ReadOnlyMemory<byte> item)
    {
        if (RoleOf(item) != MessageRole.Tool) return [];
        var id = JsonPlaces.Find(item.Span, "tool_call_id"u8);
        var name = JsonPlaces.Value(item, "name") ?? JsonPlaces.Value(item, "tool_name");
        return [new ToolResultPlace(id is { } place ? JsonPlaces.Text(item[place]) : null, JsonPlaces.Text(name), id, JsonPlaces.Find(item.Span, "content"u8))];
    }

    public override ReadOnlyMemory<byte>? WithoutResults(ReadOnlyMemory<byte> item) => RoleOf(item) == MessageRole.Tool ? default(ReadOnlyMemory<byte>?) : item;

    public override IReadOnlyList<ReadOnlyMemory<byte>> ResultItems(IReadOnlyList<AnsweredCall> answers, ReadOnlyMemory<byte>? sample) =>
        [.. answers.Select((answer, i) => sample is { } written ? Like(written, answer, i) : Fresh(answer, i))];

    private static ReadOnlyMemory<byte> Like(ReadOnlyMemory<byte> sample, AnsweredCall answer, int index)
    {
        var changes = new List<(Range, ReadOnlyMemory<byte>)>();
        if (JsonPlaces.Find(sample.Span, "tool_call_id"u8) is { } id) changes.Add((id, JsonPlaces.String(ToolCalls.IdOf(answer.Call, index))));
        if (JsonPlaces.Find(sample.Span, "name"u8) is { } name) changes.Add((name, JsonPlaces.String(answer.Call.Name)));
        if (JsonPlaces.Find(sample.Span, "tool_name"u8) is { } tool) changes.Add((tool, JsonPlaces.String(answer.Call.Name)));
        if (JsonPlaces.Find(sample.Span, "content"u8) is { } content) changes.Add((content, answer.Value));
        return JsonPlaces.Replace(sample, changes);
    }

    private ReadOnlyMemory<byte> Fresh(AnsweredCall answer, int index) => JsonPlaces.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        if (HasChoices) writer.WriteString("tool_call_id", ToolCalls.IdOf(answer.Call, index));
        else writer.WriteString("tool_name", answer.Call.Name);
        writer.WritePropertyName("content");
        writer.WriteRawValue(answer.Value.Span, skipInputValidation: true);
        writer.WriteEndObject();
    });

    /// <summary>Ollama streams one object a line; only a single one is the whole answer.</summary>
    private static bool IsWhole(ReadOnlyMemory<byte> body) => !body.Span.TrimEnd(" \r\n\t"u8).Contains((byte)'\n') || JsonPlaces.Items(body.Span) is null && SingleValue(body);

    private static bool SingleValue(ReadOnlyMemory<byte> body)
    {
        try
        {
            var cursor = new JsonCursor(body.Span);
            if (!cursor.Start()) return false;
            cursor.Skip();
            return !cursor.Start();
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
