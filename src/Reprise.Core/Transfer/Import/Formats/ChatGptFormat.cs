using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>
/// <c>conversations.json</c> of a ChatGPT data export. Each conversation is a tree of messages; each answer in it becomes an interaction of one session, asked
/// by the messages above it. Branches that were left for another answer are there too, and say so.
/// </summary>
internal sealed class ChatGptFormat : ForeignFormat
{
    /// <summary>Messages above one answer that are looked at: what a hostile tree may cost.</summary>
    private const int MaxAbove = 400;

    public override string Name => "chatgpt";

    public override bool Recognises(JsonElement record) => record.Object("mapping") is not null && (record.Field("current_node") ?? record.Field("conversation_id") ?? record.Field("title")) is not null;

    public override IEnumerable<byte[]> Map(JsonElement conversation, ImportNotes notes)
    {
        if (conversation.Object("mapping") is not { } mapping) throw new ImportException("it is no conversation: it has no mapping");
        var tree = new ChatGptTree(mapping, notes);
        var session = conversation.Text("conversation_id") ?? conversation.Text("id") ?? throw new ImportException("the conversation has no id");
        var current = tree.PathTo(conversation.Text("current_node")).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var otherwiseAt = Time(conversation, "create_time") ?? Time(conversation, "update_time");
        foreach (var node in tree.Nodes)
        {
            if (node.Message is not { } message || message.Role != "assistant" || !message.IsAnswer) continue;
            if ((Time(message.Json, "create_time") ?? otherwiseAt) is not { } timestamp)
            {
                notes.LeaveOut("answers without a time");
                continue;
            }

            yield return Record(conversation, session, tree, node, message, timestamp, current.Count > 0 && !current.Contains(node.Id), notes);
        }
    }

    private static byte[] Record(
        JsonElement conversation, string session, ChatGptTree tree, ChatGptNode node, ChatGptMessage message, DateTimeOffset timestamp, bool isAbandoned, ImportNotes notes)
    {
        var record = new RecordBuilder(notes);
        var metadata = message.Json.Object("metadata");
        var above = tree.PathTo(node.Parent, MaxAbove);
        var (messages, isCut) = ChatGptTurn.Messages(above);
        record.Set("interaction_id", Id(session, message, node)).Set("timestamp", timestamp).Set("kind", "llm").Set("name", "chatgpt").Set("provider", "openai")
            .Set("model", metadata?.Text("model_slug") ?? conversation.Text("default_model_slug")).Set("session_id", session).Set("request.messages", messages)
            .Set("response.content", message.IsToolCall ? null : message.Text).Set("response.reasoning", ChatGptTurn.Reasoning(above))
            .Set("response.finish_reason", metadata?.Object("finish_details")?.Text("type"))
            .Set("status", message.Json.Text("status") is "in_progress" or "finished_partial_completion" ? "cancelled" : "success");
        if (message.IsToolCall) record.Set("response.tool_calls", ChatGptTurn.ToolCalls(message));
        record.Metadata("title", conversation.Text("title")).Metadata("gizmo_id", conversation.Text("gizmo_id"));
        if (isAbandoned) record.Metadata("branch", "abandoned");
        if (isCut || above.Count == MaxAbove) record.Metadata("history", "only the last messages before the answer were kept");
        return record.Build();
    }

    /// <summary>Messages have UUIDs of their own; a copy of a conversation has the same messages and must not be lost.</summary>
    private static string Id(string session, ChatGptMessage message, ChatGptNode node) => $"chatgpt {session} {message.Json.Text("id") ?? node.Id}";

    private static DateTimeOffset? Time(JsonElement json, string name) => json.Field(name) is { } value ? ForeignTime.Read(value) : null;
}
