namespace Reprise.Wire;

/// <summary>Reads the parts of a message's content: texts, thinking, tool calls and results, and what is attached.</summary>
internal static class PartReader
{
    /// <summary>Content may hold tool results, whose content may hold parts; nobody goes deeper.</summary>
    private const int MostLevels = 6;

    public static void ReadContent(ref JsonCursor json, MessageParts parts, bool thinking, int level = 0)
    {
        if (level > MostLevels || json.IsNull) json.Skip();
        else if (json.IsArray)
        {
            while (json.NextItem()) ReadContent(ref json, parts, thinking, level + 1);
        }
        else if (json.IsObject) ReadPart(ref json, parts, thinking, level);
        else if (thinking) parts.AddThinking(json.Text());
        else if (json.IsString) parts.AddText(json.Text());
        else json.Skip();
    }

    /// <summary>A list of calls, as OpenAI, Ollama and Cohere write them.</summary>
    public static void ReadToolCalls(ref JsonCursor json, MessageParts parts)
    {
        if (!json.EnterArray()) return;
        while (json.NextItem()) ReadToolCall(ref json, parts);
    }

    /// <summary>One call: <c>{id, function:{name, arguments}}</c>, <c>{id, name, input}</c> or <c>{name, args}</c>.</summary>
    public static void ReadToolCall(ref JsonCursor json, MessageParts parts)
    {
        if (!json.EnterObject()) return;
        string? id = null, name = null, arguments = null;
        while (json.NextProperty(out var property))
        {
            if ((property.Is("function"u8) || property.Is("custom"u8)) && json.IsObject)
            {
                while (json.NextProperty(out var inner)) ReadCallProperty(ref json, inner, ref id, ref name, ref arguments);
            }
            else ReadCallProperty(ref json, property, ref id, ref name, ref arguments);
        }

        if (!string.IsNullOrEmpty(name)) parts.ToolCalls.Add(new ToolCall(id, name, arguments ?? ""));
    }

    /// <summary>Ollama's list of base64 pictures.</summary>
    public static void ReadImages(ref JsonCursor json, MessageParts parts)
    {
        if (!json.EnterArray()) return;
        while (json.NextItem())
        {
            if (json.IsString) parts.Attachments.Add(new Attachment("image", MediaType: null, Reference: null, Base64Length(json.WrittenLength)));
            json.Skip();
        }
    }

    public static long Base64Length(long characters) => characters * 3 / 4;

    private static void ReadCallProperty(ref JsonCursor json, ReadOnlySpan<byte> property, ref string? id, ref string? name, ref string? arguments)
    {
        if (property.Is("name"u8)) name = json.Text();
        else if (property.Is("id"u8) || property.Is("toolUseId"u8)) id = json.Text();
        else if (property.Is("arguments"u8) || property.Is("input"u8) || property.Is("args"u8) || property.Is("parameters"u8)) arguments = json.TextOrRaw();
        else json.Skip();
    }

    private static void ReadPart(ref JsonCursor json, MessageParts parts, bool thinking, int level)
    {
        // A call's or a result's own properties may come in any order, so they are gathered and judged at the end.
        string? id = null, name = null, input = null, resultOf = null, text = null;
        MessageParts? result = null;
        var isThought = thinking;
        var (kind, attached) = ((string?)null, parts.Attachments.Count);
        while (json.NextProperty(out var property))
        {
            if (property.Is("type"u8))
            {
                isThought |= json.TextIs("thinking"u8) || json.TextIs("summary_text"u8) || json.TextIs("reasoning_text"u8);
                kind = json.TextIs("image"u8) ? "image" : json.TextIs("audio"u8) ? "audio" : json.TextIs("video"u8) ? "video" : null;
                json.Skip();
            }
            else if ((property.Is("guardContent"u8) || property.Is("searchResult"u8) || property.Is("text"u8)) && json.IsObject) ReadContent(ref json, parts, thinking, level + 1);
            else if (property.Is("text"u8) || property.Is("refusal"u8) || property.Is("transcript"u8)) text = json.Text() ?? text;
            else if (property.Is("thought"u8)) isThought |= json.Flag() ?? false;
            else if (property.Is("thinking"u8)) ReadContent(ref json, parts, thinking: true, level + 1);
            else if (property.Is("reasoningContent"u8) || property.Is("reasoningText"u8)) ReadContent(ref json, parts, thinking: true, level + 1);
            else if (property.Is("json"u8) || property.Is("response"u8)) text = json.TextOrRaw();
            else if (property.Is("toolUse"u8) || property.Is("functionCall"u8) || property.Is("function_call"u8)) ReadToolCall(ref json, parts);
            else if (property.Is("toolResult"u8) || property.Is("functionResponse"u8) || property.Is("function_response"u8)) ReadResult(ref json, parts, level);
            else if (property.Is("id"u8)) id = json.Text();
            else if (property.Is("name"u8)) name = json.Text();
            else if (property.Is("input"u8)) input = json.TextOrRaw();
            else if (property.Is("tool_use_id"u8)) resultOf = json.Text();
            else if (property.Is("content"u8)) ReadContent(ref json, result ??= new MessageParts(), thinking: false, level + 1);
            else if (!AttachmentReader.TryRead(ref json, property, parts.Attachments)) json.Skip();
        }

        // Where the data says nothing of its kind, the part's type does.
        for (var i = attached; kind is not null && i < parts.Attachments.Count; i++)
        {
            if (parts.Attachments[i].Kind == "file") parts.Attachments[i] = parts.Attachments[i] with { Kind = kind };
        }

        if (isThought) parts.AddThinking(text);
        else parts.AddText(text);
        if (resultOf is not null) parts.AddResult(resultOf, name, result ?? new MessageParts());
        else if (result is not null) parts.AddText(result.Text);
        else if (name is not null && input is not null) parts.ToolCalls.Add(new ToolCall(id, name, input));
    }

    /// <summary>Bedrock's <c>{toolUseId, content}</c> and Gemini's <c>{name, response}</c>.</summary>
    private static void ReadResult(ref JsonCursor json, MessageParts parts, int level)
    {
        if (!json.EnterObject()) return;
        string? id = null, name = null;
        var content = new MessageParts();
        while (json.NextProperty(out var property))
        {
            if (property.Is("toolUseId"u8) || property.Is("id"u8)) id = json.Text();
            else if (property.Is("name"u8)) name = json.Text();
            else if (property.Is("response"u8)) content.AddText(json.TextOrRaw());
            else if (property.Is("content"u8)) ReadContent(ref json, content, thinking: false, level + 1);
            else json.Skip();
        }

        parts.AddResult(id, name, content);
    }
}
