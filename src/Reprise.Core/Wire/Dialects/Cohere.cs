using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Cohere's chat, first and second version, and its older generate.</summary>
internal sealed class Cohere : IDialect
{
    public string Name => "cohere.chat";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "chat";

    public CallReading ReadRequest(WireRequest request, bool details) => Calls.Read(request, details, ReadCall);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("messages"u8) || name.Is("chat_history"u8)) call.Conversation(ref json);
            else if (name.Is("message"u8)) call.LastMessage(ref json);
            else if (name.Is("prompt"u8)) call.Input(ref json);
            else if (name.Is("preamble"u8)) call.System(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.IsObject)
        {
            json.Skip();
            return;
        }

        var ahead = json;
        var kind = KindOf(ref ahead, out var isOld);
        answer.IsDone |= kind.Is("message-end"u8) || kind.Is("stream-end"u8);

        // The old version repeats the whole text at the end, and every call in a list after its pieces.
        if (isOld && kind.Is("stream-end"u8)) ReadEnd(ref json, answer);
        else ReadProperties(ref json, answer, pieces: !isOld, level: 0);
    }

    private static ReadOnlySpan<byte> KindOf(ref JsonCursor json, out bool isOld)
    {
        isOld = false;
        while (json.NextProperty(out var name))
        {
            isOld = name.Is("event_type"u8);
            if (isOld || name.Is("type"u8)) return json.Written();
            json.Skip();
        }

        return default;
    }

    private static void ReadEnd(ref JsonCursor json, AnswerBuilder answer)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("finish_reason"u8)) answer.FinishReason = json.Text();
            else if (name.Is("response"u8) && json.IsObject)
            {
                answer.ForgetText();
                ReadProperties(ref json, answer, pieces: false, level: 1);
            }
            else json.Skip();
        }
    }

    private static void ReadProperties(ref JsonCursor json, AnswerBuilder answer, bool pieces, int level)
    {
        long? index = null;
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8))
            {
                answer.HasAnswer = true;
                json.TextInto(answer.Content);
            }
            else if (name.Is("index"u8)) index = json.Count();
            else if (name.Is("message"u8) && !json.IsString)
            {
                answer.HasAnswer = true;
                ReadMessage(ref json, answer, index);
            }
            else if (name.Is("delta"u8) && level == 0 && json.IsObject) ReadDelta(ref json, answer, index);
            else if (name.Is("tool_calls"u8) && !pieces) ChatMessage.ReadToolCalls(ref json, answer);
            else if (name.Is("finish_reason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else if (name.Is("generations"u8) && level == 0) PlainTextList(ref json, answer);
            else if (name.Is("usage"u8) || name.Is("meta"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("id"u8) || name.Is("generation_id"u8) || name.Is("response_id"u8)) answer.ResponseId ??= json.Text();
            else if (name.Is("model"u8)) answer.Model = json.Text();
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadDelta(ref JsonCursor json, AnswerBuilder answer, long? index)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("message"u8)) ReadMessage(ref json, answer, index);
            else if (name.Is("finish_reason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadMessage(ref JsonCursor json, AnswerBuilder answer, long? index)
    {
        answer.HasAnswer = true;
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("content"u8)) ChatMessage.ReadContent(ref json, answer);
            else if (name.Is("tool_plan"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("tool_calls"u8)) ChatMessage.ReadToolCalls(ref json, answer, index);
            else json.Skip();
        }
    }

    private static void PlainTextList(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterArray()) return;
        for (var position = 0; json.NextItem(); position++)
        {
            if (position == 0 && json.IsObject) ReadProperties(ref json, answer, pieces: false, level: 1);
            else json.Skip();
        }
    }
}
