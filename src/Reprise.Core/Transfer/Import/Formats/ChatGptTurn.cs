using System.Text;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>What stood above an answer, as the messages of a request.</summary>
internal static class ChatGptTurn
{
    /// <summary>Text of earlier messages that comes along with one answer. The store keeps what repeats only once; the way there does not.</summary>
    private const int MaxHistoryBytes = 512 * 1024;

    /// <summary>The messages in our form, and whether earlier ones were left away.</summary>
    public static (JsonElement? Messages, bool IsCut) Messages(IReadOnlyList<ChatGptNode> path)
    {
        var said = path.Select(node => node.Message).Where(message => message is { Thoughts: null } && !string.IsNullOrEmpty(message.Text)).Select(message => message!).ToList();
        if (said.Count == 0) return (null, false);
        var first = said.Count;
        for (long bytes = 0; first > 0 && (bytes += Encoding.UTF8.GetByteCount(said[first - 1].Text!)) <= MaxHistoryBytes;) first--;
        // The question itself comes along, however long it is.
        first = Math.Min(first, said.Count - 1);
        var json = TransferJson.Object(writer =>
        {
            writer.WriteStartArray("messages");
            foreach (var message in said.Skip(first)) Write(writer, message);
            writer.WriteEndArray();
        });
        return (RecordJson.Find(json)!.Value.Field("messages"), first > 0);
    }

    /// <summary>The thinking that stands directly above the answer.</summary>
    public static string? Reasoning(IReadOnlyList<ChatGptNode> path)
    {
        var thoughts = path.Reverse().TakeWhile(node => node.Message is null or { Thoughts: not null } or { Text: null or "" }).Select(node => node.Message?.Thoughts).Where(text => !string.IsNullOrEmpty(text)).ToList();
        thoughts.Reverse();
        return thoughts.Count == 0 ? null : string.Join('\n', thoughts);
    }

    public static JsonElement? ToolCalls(ChatGptMessage message) => RecordJson.Find(TransferJson.Object(writer => WriteCalls(writer, message)))!.Value.Field("tool_calls");

    private static void Write(Utf8JsonWriter writer, ChatGptMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role);
        if (message.IsToolCall) WriteCalls(writer, message);
        else writer.WriteString("content", message.Text);
        if (message.Role == "tool" && message.Json.Object("author")?.Text("name") is { } name) writer.WriteString("name", name);
        writer.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter writer, ChatGptMessage message)
    {
        writer.WriteStartArray("tool_calls");
        writer.WriteStartObject();
        writer.WriteString("name", message.Recipient);
        writer.WritePropertyName("arguments");
        if (RecordJson.Find(message.Text) is { ValueKind: JsonValueKind.Object } arguments) arguments.WriteTo(writer);
        else writer.WriteStringValue(message.Text);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
