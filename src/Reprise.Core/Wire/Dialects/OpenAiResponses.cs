using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>OpenAI's Responses. A stream ends with the whole answer, which then replaces what was gathered from its pieces.</summary>
/// <param name="retrieves">True for looking an answer up later, which costs nothing: its usage was counted when it was made.</param>
internal sealed class OpenAiResponses(bool retrieves = false) : IDialect
{
    public string Name => retrieves ? "openai.responses_read" : "openai.responses";
    public InteractionKind Kind => retrieves ? InteractionKind.ApiRequest : InteractionKind.Llm;
    public string Operation => retrieves ? "responses.retrieve" : "responses";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response)
    {
        var answer = Answers.Read(response, ReadAnswer);
        return retrieves ? answer with { Usage = null } : answer;
    }

    internal static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("input"u8)) call.Conversation(ref json);
            else if (name.Is("instructions"u8)) call.System(ref json);
            else if (name.Is("prompt"u8)) ReadTemplate(ref json, name, call);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else if (name.Is("user"u8) || name.Is("safety_identifier"u8)) call.UserId ??= json.Text();
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    /// <summary>A prompt that OpenAI keeps, with the values to fill in.</summary>
    private static void ReadTemplate(ref JsonCursor json, ReadOnlySpan<byte> property, CallBuilder call)
    {
        var ahead = json;
        while (json.IsObject && ahead.NextProperty(out var name))
        {
            if (name.Is("variables"u8)) call.Variables(ahead);
            ahead.Skip();
        }

        call.Parameter(property, ref json);
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.IsObject)
        {
            json.Skip();
            return;
        }

        var ahead = json;
        var kind = TypeOf(ref ahead);
        if (kind.IsEmpty) ReadResponse(ref json, answer);
        else ReadEvent(ref json, kind, answer);
    }

    /// <summary>The event's type; empty for an answer that is no event.</summary>
    private static ReadOnlySpan<byte> TypeOf(ref JsonCursor json)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("type"u8)) return json.Written();
            json.Skip();
        }

        return default;
    }

    private static void ReadEvent(ref JsonCursor json, scoped ReadOnlySpan<byte> kind, AnswerBuilder answer)
    {
        if (kind.Is("response.completed"u8) || kind.Is("response.incomplete"u8) || kind.Is("response.failed"u8)) answer.IsDone = true;
        var text = kind.Is("response.output_text.delta"u8);
        var refusal = kind.Is("response.refusal.delta"u8);
        var thinking = kind.Is("response.reasoning_summary_text.delta"u8) || kind.Is("response.reasoning_text.delta"u8);
        var arguments = kind.Is("response.function_call_arguments.delta"u8) || kind.Is("response.custom_tool_call_input.delta"u8);
        var itemAdded = kind.Is("response.output_item.added"u8);
        var isError = kind.Is("error"u8);
        if (isError)
        {
            Errors.Read(ref json, answer);
            return;
        }

        // Which item an event is about may stand behind what it says of it.
        var index = arguments || itemAdded ? IndexOf(json) : null;
        while (json.NextProperty(out var name))
        {
            if (name.Is("response"u8) && json.IsObject) ReadResponse(ref json, answer);
            else if (name.Is("delta"u8) && text) json.TextInto(answer.Content);
            else if (name.Is("delta"u8) && refusal) json.TextInto(answer.Refusal);
            else if (name.Is("delta"u8) && thinking) json.TextInto(answer.Reasoning);
            else if (name.Is("delta"u8) && arguments) json.TextInto(answer.Tool(index, id: null).Arguments);
            else if (name.Is("item"u8) && itemAdded && json.IsObject) ReadItem(ref json, answer, index, begins: true);
            else json.Skip();
        }
    }

    private static long? IndexOf(JsonCursor json)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("output_index"u8)) return json.Count();
            json.Skip();
        }

        return null;
    }

    private static void ReadResponse(ref JsonCursor json, AnswerBuilder answer)
    {
        answer.HasAnswer = true;
        while (json.NextProperty(out var name))
        {
            if (name.Is("id"u8)) answer.ResponseId = json.Text() ?? answer.ResponseId;
            else if (name.Is("model"u8)) answer.Model = json.Text() ?? answer.Model;
            else if (name.Is("status"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else if (name.Is("output"u8)) ReadOutput(ref json, answer);
            else if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadOutput(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterArray()) return;
        for (var position = 0; json.NextItem(); position++)
        {
            if (position == 0) answer.ForgetText();
            if (json.IsObject) ReadItem(ref json, answer, position, begins: false);
            else json.Skip();
        }
    }

    private static void ReadItem(ref JsonCursor json, AnswerBuilder answer, long? index, bool begins)
    {
        var ahead = json;
        var kind = TypeOf(ref ahead);
        var isCall = kind.Is("function_call"u8) || kind.Is("custom_tool_call"u8);
        var isThinking = kind.Is("reasoning"u8);
        var isMessage = kind.Is("message"u8);
        var tool = isCall ? answer.Tool(index, id: null) : null;
        while (json.NextProperty(out var name))
        {
            if (tool is not null && name.Is("name"u8)) tool.Name = json.Text();
            else if (tool is not null && name.Is("call_id"u8)) tool.Id = json.Text();
            else if (tool is not null && !begins && (name.Is("arguments"u8) || name.Is("input"u8)))
            {
                if (json.IsString) json.TextInto(tool.Arguments);
                else tool.WholeArguments = json.TextOrRaw();
            }
            else if (isMessage && !begins && name.Is("content"u8)) ReadTexts(ref json, answer.Content, answer);
            else if (isThinking && !begins && name.Is("summary"u8)) ReadTexts(ref json, answer.Reasoning, answer);
            else if (isThinking && !begins && name.Is("content"u8)) ReadTexts(ref json, answer.OtherReasoning, answer);
            else json.Skip();
        }
    }

    private static void ReadTexts(ref JsonCursor json, TextPieces to, AnswerBuilder answer)
    {
        if (!json.EnterArray()) return;
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            while (json.NextProperty(out var name))
            {
                if (name.Is("text"u8)) json.TextInto(to);
                else if (name.Is("refusal"u8)) json.TextInto(answer.Refusal);
                else json.Skip();
            }
        }
    }
}
