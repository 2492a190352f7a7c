
namespace Reprise.Wire;

/// <summary>
/// Reads one message of a conversation in any provider's shape. The shapes hardly collide, and callers mix them (OpenRouter takes Anthropic's parts in OpenAI's
/// messages), so one reader knows them all; what a part holds is told by its property names.
/// </summary>
internal static class MessageReader
{
    /// <summary>Only whose message it is; consumes the value.</summary>
    public static MessageRole ReadRole(ref JsonCursor json)
    {
        if (!json.IsObject)
        {
            json.Skip();
            return MessageRole.User;
        }

        MessageRole? role = null, type = null;
        while (json.NextProperty(out var name))
        {
            if (name.Is("role"u8)) role = RoleOf(json.Written());
            else if (name.Is("type"u8)) type = RoleOfType(json.Written());
            json.Skip();
        }

        return role ?? type ?? MessageRole.User;
    }

    /// <summary>Reads one message; an Anthropic, Gemini or Bedrock message with tool results becomes one message for each and one for the rest.</summary>
    public static void Read(ref JsonCursor json, List<Message> to)
    {
        if (!json.IsObject)
        {
            if (json.TextOrRaw() is { } text) to.Add(new Message { Role = "user", Content = text });
            return;
        }

        var parts = new MessageParts();
        MessageRole? role = null, type = null;
        string? id = null, other = null, name = null, arguments = null, toolCallId = null;
        while (json.NextProperty(out var property))
        {
            if (property.Is("role"u8))
            {
                role = RoleOf(json.Written());
                if (role is MessageRole.User && !json.TextIs("user"u8)) other = json.Text();
                else json.Skip();
            }
            else if (property.Is("type"u8))
            {
                type = RoleOfType(json.Written());
                json.Skip();
            }
            else if (property.Is("content"u8) || property.Is("parts"u8) || property.Is("output"u8) || property.Is("message"u8) || property.Is("summary"u8)
                || property.Is("tool_results"u8)) PartReader.ReadContent(ref json, parts, thinking: property.Is("summary"u8));
            else if (property.Is("text"u8) || property.Is("refusal"u8)) parts.AddText(json.Text());
            else if (property.Is("tool_calls"u8)) PartReader.ReadToolCalls(ref json, parts);
            else if (property.Is("function_call"u8)) PartReader.ReadToolCall(ref json, parts);
            else if (property.Is("reasoning_content"u8) || property.Is("thinking"u8) || property.Is("reasoning"u8)) parts.AddThinking(json.Text());
            else if (property.Is("images"u8)) PartReader.ReadImages(ref json, parts);
            else if (property.Is("attachments"u8)) AttachmentReader.ReadOwn(ref json, parts.Attachments);
            else if (property.Is("name"u8) || property.Is("tool_name"u8)) name = json.Text();
            else if (property.Is("arguments"u8) || property.Is("input"u8)) arguments = json.TextOrRaw();
            else if (property.Is("tool_call_id"u8) || property.Is("call_id"u8)) toolCallId = json.Text();
            else if (property.Is("id"u8)) id = json.Text();
            else json.Skip();
        }

        var whose = role ?? type ?? MessageRole.User;
        if (role is null && whose is MessageRole.Assistant && name is not null && arguments is not null)
        {
            // An item of OpenAI's Responses: the call itself is the message.
            parts.ToolCalls.Add(new ToolCall(toolCallId ?? id, name, arguments));
            (name, toolCallId) = (null, null);
        }

        // A role nobody knows (a planner, a critic) is a user's to us; whose it is stays as the name.
        parts.Emit(whose, name ?? other, toolCallId, to);
    }

    /// <summary>The text of a string, of parts, or of a list of either, joined with line feeds; null when there is none.</summary>
    public static string? ReadText(ref JsonCursor json)
    {
        if (json.IsString) return json.Text();
        if (json.IsNull) return null;
        var parts = new MessageParts();
        PartReader.ReadContent(ref json, parts, thinking: false);
        return parts.Text;
    }

    private static MessageRole RoleOf(ReadOnlySpan<byte> role)
    {
        if (role.SequenceEqual("assistant"u8) || role.SequenceEqual("model"u8) || role.SequenceEqual("CHATBOT"u8) || role.SequenceEqual("ai"u8)) return MessageRole.Assistant;
        if (role.SequenceEqual("system"u8) || role.SequenceEqual("developer"u8) || role.SequenceEqual("SYSTEM"u8)) return MessageRole.System;
        if (role.SequenceEqual("tool"u8) || role.SequenceEqual("function"u8) || role.SequenceEqual("TOOL"u8)) return MessageRole.Tool;
        return MessageRole.User;
    }

    private static MessageRole? RoleOfType(ReadOnlySpan<byte> type)
    {
        if (type.EndsWith("_output"u8)) return MessageRole.Tool;
        if (type.EndsWith("_call"u8) || type.SequenceEqual("reasoning"u8) || type.SequenceEqual("compaction"u8)) return MessageRole.Assistant;
        return null;
    }
}

/// <summary>What one message holds while it is read.</summary>
internal sealed class MessageParts
{
    private readonly TextPieces _text = new();
    private readonly TextPieces _thinking = new();
    private List<Message>? _results;

    public List<ToolCall> ToolCalls { get; } = [];
    public List<Attachment> Attachments { get; } = [];
    public string? Text => _text.IsEmpty ? null : _text.ToString();

    public void AddText(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        _text.Break();
        _text.Add(text);
    }

    public void AddThinking(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        _thinking.Break();
        _thinking.Add(text);
    }

    /// <summary>The answer of a tool that stands inside a user's message.</summary>
    public void AddResult(string? callId, string? name, MessageParts content) =>
        (_results ??= []).Add(new Message { Role = "tool", Name = name, Content = content.Text ?? "", ToolCallId = callId, Attachments = content.Attachments });

    public void Emit(MessageRole role, string? name, string? toolCallId, List<Message> to)
    {
        if (_results is not null)
        {
            to.AddRange(_results);
            if (_text.IsEmpty && ToolCalls.Count == 0 && Attachments.Count == 0) return;
        }

        to.Add(new Message
        {
            Role = role switch { MessageRole.Assistant => "assistant", MessageRole.System => "system", MessageRole.Tool => "tool", _ => "user" },
            Name = name,
            Content = Text,
            Reasoning = _thinking.IsEmpty ? null : _thinking.ToString(),
            ToolCalls = ToolCalls,
            ToolCallId = toolCallId,
            Attachments = Attachments,
        });
    }
}
