namespace Reprise.Wire;

/// <summary>Reads the message, or a stream's delta of it, that OpenAI's chat and its kin answer with, Mistral's and Cohere's lists of parts included.</summary>
internal static class ChatMessage
{
    public static void Read(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("content"u8)) ReadContent(ref json, answer);
            else if (name.Is("reasoning_content"u8) || name.Is("thinking"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("reasoning"u8)) json.TextInto(answer.OtherReasoning);
            else if (name.Is("tool_plan"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("refusal"u8)) json.TextInto(answer.Refusal);
            else if (name.Is("tool_calls"u8)) ReadToolCalls(ref json, answer);
            else if (name.Is("function_call"u8)) ReadFunctionCall(ref json, answer);
            else json.Skip();
        }
    }

    /// <summary>A string, a list of parts, or one part.</summary>
    public static void ReadContent(ref JsonCursor json, AnswerBuilder answer)
    {
        if (json.IsString) json.TextInto(answer.Content);
        else if (json.IsObject) ReadPart(ref json, answer);
        else if (json.EnterArray())
        {
            while (json.NextItem())
            {
                if (json.IsString) json.TextInto(answer.Content);
                else if (json.IsObject) ReadPart(ref json, answer);
                else json.Skip();
            }
        }
    }

    /// <summary>Tool calls: a list, or the one call of Cohere's stream events.</summary>
    /// <param name="json">On the list or the call.</param>
    /// <param name="answer">Where they belong.</param>
    /// <param name="eventIndex">Which call the event is about, where the event says so and not the call.</param>
    public static void ReadToolCalls(ref JsonCursor json, AnswerBuilder answer, long? eventIndex = null)
    {
        if (json.IsObject) ReadToolCall(ref json, answer, eventIndex);
        else if (json.EnterArray())
        {
            for (var position = 0; json.NextItem(); position++)
            {
                if (json.IsObject) ReadToolCall(ref json, answer, position);
                else json.Skip();
            }
        }
    }

    private static void ReadPart(ref JsonCursor json, AnswerBuilder answer)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8)) json.TextInto(answer.Content);
            else if (name.Is("refusal"u8)) json.TextInto(answer.Refusal);
            else if (name.Is("thinking"u8)) ReadThinking(ref json, answer);
            else json.Skip();
        }
    }

    /// <summary>Text, or Mistral's list of text parts.</summary>
    private static void ReadThinking(ref JsonCursor json, AnswerBuilder answer)
    {
        if (json.IsString) json.TextInto(answer.Reasoning);
        else if (json.EnterArray())
        {
            while (json.NextItem())
            {
                if (!json.EnterObject()) continue;
                while (json.NextProperty(out var name))
                {
                    if (name.Is("text"u8)) json.TextInto(answer.Reasoning);
                    else json.Skip();
                }
            }
        }
    }

    private static void ReadToolCall(ref JsonCursor json, AnswerBuilder answer, long? position)
    {
        long? index = null;
        string? id = null;
        var function = default(JsonCursor);
        var hasFunction = false;
        var call = json;
        while (json.NextProperty(out var name))
        {
            if (name.Is("index"u8)) index = json.Count();
            else if (name.Is("id"u8)) id = json.Text();
            else if ((name.Is("function"u8) || name.Is("custom"u8)) && json.IsObject)
            {
                // Id and index may follow, and say which call this belongs to: come back with a copy.
                function = json;
                hasFunction = true;
                json.Skip();
            }
            else json.Skip();
        }

        var tool = answer.Tool(index ?? position, string.IsNullOrEmpty(id) || id == "null" ? null : id);
        tool.Id ??= id;
        if (!hasFunction) function = call;
        ReadFunction(ref function, tool);
    }

    private static void ReadFunctionCall(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        var ahead = json;
        var named = answer.HasTools;
        while (!named && ahead.NextProperty(out var name))
        {
            // An empty call is how some servers write that there is none.
            named = (name.Is("name"u8) || name.Is("arguments"u8)) && ahead.WrittenLength > 0;
            ahead.Skip();
        }

        if (named) ReadFunction(ref json, answer.Tool(key: 0, id: null));
        else
        {
            while (json.NextProperty(out _)) json.Skip();
        }
    }

    private static void ReadFunction(ref JsonCursor json, ToolCallPieces tool)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("name"u8)) TakeName(ref json, tool);
            else if (name.Is("arguments"u8) || name.Is("input"u8) || name.Is("parameters"u8))
            {
                if (json.IsString) json.TextInto(tool.Arguments);
                else if (!json.IsNull) tool.WholeArguments = json.RawText();
            }
            else json.Skip();
        }
    }

    private static void TakeName(ref JsonCursor json, ToolCallPieces tool)
    {
        var name = json.Text();
        if (!string.IsNullOrEmpty(name)) tool.Name = name;
    }
}
