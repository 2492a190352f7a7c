using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Ollama's own chat and generate: NDJSON that streams unless told not to, with the counts in its last line.</summary>
internal sealed class Ollama(string name, string operation) : IDialect
{
    public string Name => name;
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => operation;

    public CallReading ReadRequest(WireRequest request, bool details) => Calls.Read(request, details, ReadCall);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        call.Stream = true;
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("prompt"u8)) call.Input(ref json);
            else if (name.Is("system"u8)) call.System(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? true;
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("message"u8))
            {
                answer.HasAnswer = true;
                ReadMessage(ref json, answer);
            }
            else if (name.Is("response"u8))
            {
                answer.HasAnswer = true;
                json.TextInto(answer.Content);
            }
            else if (name.Is("thinking"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("model"u8)) answer.Model = json.Text();
            else if (name.Is("done"u8)) answer.IsDone |= json.Flag() ?? false;
            else if (name.Is("done_reason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else if (name.Is("prompt_eval_count"u8) || name.Is("eval_count"u8)) answer.Usage.ReadProperty(ref json, name);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    /// <summary>Calls come whole, one line each, and their indexes start over; so each is a new one.</summary>
    private static void ReadMessage(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("content"u8)) ChatMessage.ReadContent(ref json, answer);
            else if (name.Is("thinking"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("tool_calls"u8) && json.IsArray)
            {
                var parts = new MessageParts();
                PartReader.ReadToolCalls(ref json, parts);
                foreach (var call in parts.ToolCalls) answer.AddTool(call.Id, call.Name).WholeArguments = call.Arguments;
            }
            else json.Skip();
        }
    }
}
