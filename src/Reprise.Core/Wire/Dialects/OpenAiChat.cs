using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>OpenAI's chat completions, and everybody who speaks like it. Of several choices the first is the answer.</summary>
internal sealed class OpenAiChat : IDialect
{
    public string Name => "openai.chat";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "chat.completions";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    internal static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else if (name.Is("system"u8)) call.System(ref json);
            else if (name.Is("user"u8) || name.Is("safety_identifier"u8)) call.UserId ??= json.Text();
            else if (name.Is("tools"u8) || name.Is("functions"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    internal static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("choices"u8)) ReadChoices(ref json, answer);
            else if (name.Is("model"u8)) answer.Model = json.Text() ?? answer.Model;
            else if (name.Is("id"u8)) answer.ResponseId = json.Text() ?? answer.ResponseId;
            else if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("x_groq"u8)) ReadGroq(ref json, answer);
            else if (name.Is("error"u8) || name.Is("detail"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadGroq(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadChoices(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterArray()) return;
        for (var position = 0; json.NextItem(); position++)
        {
            if (!json.IsObject)
            {
                json.Skip();
                continue;
            }

            // The index may come last, so a copy of the cursor looks ahead for it.
            var ahead = json;
            if (IndexOf(ref ahead, position) == 0) ReadChoice(ref json, answer);
            else json.Skip();
        }
    }

    private static long IndexOf(ref JsonCursor json, int position)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("index"u8)) return json.Count() ?? position;
            json.Skip();
        }

        return position;
    }

    private static void ReadChoice(ref JsonCursor json, AnswerBuilder answer)
    {
        answer.HasAnswer = true;

        // Some servers send the same piece twice or thrice in one choice; one form is taken: in a stream
        // the delta before the message, which may hold all so far; in a whole answer the message; the bare text of completions last.
        JsonCursor delta = default, message = default, text = default;
        while (json.NextProperty(out var name))
        {
            if (name.Is("finish_reason"u8) || name.Is("stop_reason"u8)) TakeReason(ref json, answer);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else
            {
                if (name.Is("delta"u8)) delta = json;
                else if (name.Is("message"u8)) message = json;
                else if (name.Is("text"u8)) text = json;
                json.Skip();
            }
        }

        if (delta.IsObject && (answer.IsStream || !message.IsObject)) ChatMessage.Read(ref delta, answer);
        else if (message.IsObject) ChatMessage.Read(ref message, answer);
        else if (text.IsString) text.TextInto(answer.Content);
    }

    private static void TakeReason(ref JsonCursor json, AnswerBuilder answer)
    {
        if (json.IsString && json.WrittenLength > 0) answer.FinishReason = json.Text();
        else json.Skip();
    }
}
