using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Google's interactions: an answer is a list of steps, whole or as events.</summary>
internal sealed class GeminiInteractions : IDialect
{
    public string Name => "gemini.interactions";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "interactions";

    public CallReading ReadRequest(WireRequest request, bool details) => Calls.Read(request, details, ReadCall);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8) || name.Is("agent"u8)) call.Model = json.Text();
            else if (name.Is("input"u8)) call.Conversation(ref json);
            else if (name.Is("system_instruction"u8)) call.System(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (json.EnterObject()) ReadObject(ref json, answer, isEvent: true);
    }

    private static void ReadObject(ref JsonCursor json, AnswerBuilder answer, bool isEvent)
    {
        long? index = null;
        while (json.NextProperty(out var name))
        {
            if (name.Is("interaction"u8) && isEvent && json.IsObject) ReadObject(ref json, answer, isEvent: false);
            else if (name.Is("index"u8)) index = json.Count();
            else if (name.Is("step"u8)) ReadStep(ref json, answer, index);
            else if (name.Is("delta"u8)) ReadDelta(ref json, answer, index);
            else if (name.Is("steps"u8) && json.IsArray)
            {
                answer.ForgetText();
                for (var position = 0; json.NextItem(); position++) ReadStep(ref json, answer, position);
            }
            else if (name.Is("event_type"u8))
            {
                answer.IsDone |= json.TextIs("interaction.completed"u8) || json.TextIs("interaction.complete"u8);
                json.Skip();
            }
            else if (name.Is("status"u8))
            {
                answer.HasAnswer = true;
                answer.FinishReason = json.Text() ?? answer.FinishReason;
            }
            else if (name.Is("id"u8)) answer.ResponseId = json.Text();
            else if (name.Is("model"u8)) answer.Model = json.Text();
            else if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadStep(ref JsonCursor json, AnswerBuilder answer, long? index)
    {
        if (!json.EnterObject()) return;
        string? id = null, tool = null, arguments = null;
        var isCall = false;
        while (json.NextProperty(out var name))
        {
            if (name.Is("type"u8))
            {
                isCall = json.TextIs("function_call"u8);
                json.Skip();
            }
            else if (name.Is("content"u8)) ChatMessage.ReadContent(ref json, answer);
            else if (name.Is("summary"u8)) ReadSummary(ref json, answer);
            else if (name.Is("id"u8)) id = json.Text();
            else if (name.Is("name"u8)) tool = json.Text();
            else if (name.Is("arguments"u8)) arguments = json.TextOrRaw();
            else json.Skip();
        }

        if (!isCall) return;
        var call = answer.AddTool(id, tool);
        call.Key = index;
        call.WholeArguments = arguments;
    }

    private static void ReadDelta(ref JsonCursor json, AnswerBuilder answer, long? index)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8)) json.TextInto(answer.Content);
            else if (name.Is("arguments"u8) && answer.FindTool(index) is { } tool) json.TextInto(tool.Arguments);
            else if (name.Is("content"u8)) ReadSummary(ref json, answer);
            else json.Skip();
        }
    }

    /// <summary>Thinking in short: a part, or a list of parts.</summary>
    private static void ReadSummary(ref JsonCursor json, AnswerBuilder answer)
    {
        var parts = new MessageParts();
        PartReader.ReadContent(ref json, parts, thinking: false);
        answer.Reasoning.Add(parts.Text);
    }
}
