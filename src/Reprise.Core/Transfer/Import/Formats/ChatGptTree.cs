using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>The messages of one conversation and who stands above whom. Whatever the file says, a way up ends.</summary>
internal sealed class ChatGptTree
{
    private readonly Dictionary<string, ChatGptNode> _nodes = new(StringComparer.Ordinal);

    public ChatGptTree(JsonElement mapping, ImportNotes notes)
    {
        foreach (var entry in mapping.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Object) continue;
            var message = entry.Value.Object("message") is { } json ? ChatGptMessage.Of(json, notes) : null;
            _nodes[entry.Name] = new ChatGptNode(entry.Name, entry.Value.Text("parent"), message);
        }
    }

    public IEnumerable<ChatGptNode> Nodes => _nodes.Values;

    /// <summary>The nodes from the root to this one, or the last so many of them.</summary>
    public IReadOnlyList<ChatGptNode> PathTo(string? id, int most = int.MaxValue)
    {
        var path = new List<ChatGptNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (id is not null && path.Count < most && seen.Add(id) && _nodes.TryGetValue(id, out var node))
        {
            path.Add(node);
            id = node.Parent;
        }

        path.Reverse();
        return path;
    }
}

internal sealed record ChatGptNode(string Id, string? Parent, ChatGptMessage? Message);

/// <summary>One message in words.</summary>
internal sealed record ChatGptMessage
{
    private static readonly string[] s_contextFields = ["user_profile", "user_instructions", "model_set_context"];

    public required JsonElement Json { get; init; }
    public required string Role { get; init; }
    public string? Text { get; init; }

    /// <summary>The thinking before an answer, which is a message of its own there.</summary>
    public string? Thoughts { get; init; }

    /// <summary>The tool it speaks to; null when it speaks to the user.</summary>
    public string? Recipient { get; init; }

    public bool IsToolCall => Role == "assistant" && Recipient is not null;

    public bool IsAnswer => Thoughts is null && !string.IsNullOrEmpty(Text);

    public static ChatGptMessage? Of(JsonElement json, ImportNotes notes)
    {
        if (json.Object("author")?.Text("role") is not { } role) return null;
        var content = json.Object("content");
        var type = content?.Text("content_type") ?? "text";
        var recipient = json.Text("recipient");
        var message = new ChatGptMessage { Json = json, Role = role, Recipient = recipient is null or "all" ? null : recipient };
        if (content is not { } held) return message;
        return type switch
        {
            "thoughts" => message with { Thoughts = string.Join('\n', Items(held, "thoughts").Select(thought => thought.Text("content") ?? thought.Text("summary"))) },
            "reasoning_recap" => message with { Thoughts = held.Text("content") ?? "" },
            "user_editable_context" or "model_editable_context" => message with
            {
                Role = "system",
                Text = string.Join('\n', s_contextFields.Select(name => held.Text(name)).Where(text => !string.IsNullOrEmpty(text))),
            },
            _ => message with { Text = held.Field("parts") is null ? held.Text("text") ?? held.Text("result") ?? held.Text("content") : Parts(held, notes) },
        };
    }

    private static string Parts(JsonElement content, ImportNotes notes)
    {
        var texts = new List<string>();
        foreach (var part in Items(content, "parts"))
        {
            if (part.ValueKind == JsonValueKind.String) texts.Add(part.GetString()!);
            else if (part.Text("text") is { } text) texts.Add(text);
            else if (part.ValueKind == JsonValueKind.Object) notes.LeaveOut($"parts of messages: {part.Text("content_type") ?? "unknown"}");
        }

        return string.Join('\n', texts.Where(text => text.Length > 0));
    }

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) => json.Field(name).Items();
}
