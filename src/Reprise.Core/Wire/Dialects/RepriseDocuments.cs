using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>
/// Our own <c>request</c> and <c>response</c> objects, in which records that were ingested without wire bodies are kept, and what comes near them: a plain
/// prompt, a list of messages, whatever a tool was given and answered. The one reader of that shape; documents are made of what it finds.
/// </summary>
internal sealed class RepriseDocuments : IDialect
{
    public string Name => "reprise";
    public InteractionKind Kind => InteractionKind.Unknown;
    public string Operation => "record";

    public CallReading ReadRequest(WireRequest request, bool details) => Calls.Read(request, details, ReadCall, anyValue: true);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(new WireResponse(Status: 200, response.Body, response.ContentType), ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        if (IsConversation(json)) call.Conversation(ref json);
        else if (json.IsObject) ReadObject(ref json, call);
        else call.Prompt = json.TextOrRaw();
    }

    /// <summary>What has another shape than we know under its name is a parameter like any other.</summary>
    private static void ReadObject(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (json.IsNull) json.Skip();
            else if (name.Is("messages"u8) && json.IsArray) call.Conversation(ref json);
            else if (name.Is("prompt"u8)) call.Prompt = json.TextOrRaw();
            else if (name.Is("system_prompt"u8) || name.Is("system"u8)) call.SystemPrompt = TextOrRaw(ref json);
            else if (name.Is("context"u8) && json.IsArray) ReadContext(ref json, call);
            else if (name.Is("tools"u8) && json.IsArray) call.ToolDefinitions(ref json);
            else if (name.Is("parameters"u8) && json.IsObject)
            {
                while (json.NextProperty(out var parameter)) ReadParameter(ref json, parameter, call);
            }
            else ReadParameter(ref json, name, call);
        }
    }

    private static void ReadParameter(ref JsonCursor json, ReadOnlySpan<byte> name, CallBuilder call)
    {
        if (name.Is("model"u8) && json.IsString)
        {
            var model = json;
            call.Model ??= model.Text();
        }

        call.Parameter(name, ref json);
    }

    /// <summary>A list in which every item is a message.</summary>
    private static bool IsConversation(JsonCursor json)
    {
        if (!json.EnterArray()) return false;
        while (json.NextItem())
        {
            var hasRole = false;
            if (!json.EnterObject()) return false;
            while (json.NextProperty(out var name))
            {
                hasRole |= name.Is("role"u8) && json.IsString;
                json.Skip();
            }

            if (!hasRole) return false;
        }

        return true;
    }

    /// <summary>What was looked up for the call is part of what it added.</summary>
    private static void ReadContext(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextItem())
        {
            if (!json.IsObject)
            {
                call.Context(json.TextOrRaw());
                continue;
            }

            while (json.NextProperty(out var name))
            {
                if (name.Is("content"u8)) call.Context(json.TextOrRaw());
                else json.Skip();
            }
        }
    }

    /// <summary>Anything but our own object is the content: as text where it is a text or texts, else as JSON.</summary>
    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!IsOurs(json, out var isEmpty))
        {
            if (isEmpty) json.Skip();
            else answer.Content.Add(json.IsObject ? json.RawText() : TextOrRaw(ref json));
            return;
        }

        while (json.NextProperty(out var name))
        {
            if (name.Is("content"u8)) answer.Content.Add(TextOrRaw(ref json));
            else if (name.Is("refusal"u8)) answer.Refusal.Add(json.TextOrRaw());
            else if (name.Is("reasoning"u8)) answer.Reasoning.Add(json.TextOrRaw());
            else if (name.Is("finish_reason"u8)) answer.FinishReason = json.Text();
            else if (name.Is("completion_tokens"u8)) answer.Usage.ReadProperty(ref json, name);
            else if (name.Is("tool_calls"u8))
            {
                var parts = new MessageParts();
                PartReader.ReadToolCalls(ref json, parts);
                foreach (var call in parts.ToolCalls) answer.AddTool(call.Id, call.Name).WholeArguments = call.Arguments;
            }
            else json.Skip();
        }
    }

    /// <summary>Whether it is an object with one of our names in it. The cursor is a copy.</summary>
    private static bool IsOurs(JsonCursor json, out bool isEmpty)
    {
        isEmpty = json.IsNull || json.IsObject;
        if (!json.IsObject) return false;
        while (json.NextProperty(out var name))
        {
            isEmpty = false;
            if (name.Is("content"u8) || name.Is("tool_calls"u8) || name.Is("reasoning"u8) || name.Is("refusal"u8) || name.Is("completion_tokens"u8) || name.Is("finish_reason"u8)) return true;
            json.Skip();
        }

        return false;
    }

    /// <summary>A text, or the texts of parts; where there is none in it, the JSON.</summary>
    private static string? TextOrRaw(ref JsonCursor json)
    {
        if (json.IsString || json.IsNull) return json.TextOrRaw();
        var parts = json;
        if (json.IsArray && MessageReader.ReadText(ref parts) is { } text)
        {
            json.Skip();
            return text;
        }

        return json.RawText();
    }
}
