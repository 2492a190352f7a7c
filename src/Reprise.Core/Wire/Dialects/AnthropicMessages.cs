using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Anthropic's messages. Usage comes in two halves, at the start and with the last delta, which are laid over each other.</summary>
internal sealed class AnthropicMessages : IDialect
{
    public string Name => "anthropic.messages";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "messages";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    internal static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("system"u8)) call.System(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else if (name.Is("prompt"u8)) call.Input(ref json);
            else if (name.Is("metadata"u8)) ReadMetadata(ref json, name, call);
            else call.Parameter(name, ref json);
        }
    }

    internal static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer) => ReadAnswer(ref json, answer, isMessage: false);

    private static void ReadAnswer(ref JsonCursor json, AnswerBuilder answer, bool isMessage)
    {
        if (!json.EnterObject()) return;
        long? index = null;
        while (json.NextProperty(out var name))
        {
            if (name.Is("type"u8))
            {
                answer.IsDone |= json.TextIs("message_stop"u8);
                json.Skip();
            }
            else if (name.Is("message"u8) && !isMessage) ReadAnswer(ref json, answer, isMessage: true);
            else if (name.Is("index"u8)) index = json.Count();
            else if (name.Is("content"u8)) ReadBlocks(ref json, answer);
            else if (name.Is("content_block"u8)) ReadBlock(ref json, answer, index, begins: true);
            else if (name.Is("delta"u8)) ReadDelta(ref json, answer, index);
            else if (name.Is("id"u8)) answer.ResponseId = json.Text();
            else if (name.Is("model"u8)) answer.Model = json.Text();
            else if (name.Is("stop_reason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else if (name.Is("usage"u8) || name.Is("amazon-bedrock-invocationMetrics"u8)) answer.Usage.Read(ref json);
            else if (name.Is("completion"u8))
            {
                answer.HasAnswer = true;
                json.TextInto(answer.Content);
            }
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadMetadata(ref JsonCursor json, ReadOnlySpan<byte> property, CallBuilder call)
    {
        if (json.IsObject)
        {
            var ahead = json;
            while (ahead.NextProperty(out var name))
            {
                if (name.Is("user_id"u8)) call.UserId = ahead.Text();
                else ahead.Skip();
            }
        }

        call.Parameter(property, ref json);
    }

    private static void ReadBlocks(ref JsonCursor json, AnswerBuilder answer)
    {
        answer.HasAnswer = true;
        if (json.IsString) json.TextInto(answer.Content);
        else if (json.EnterArray())
        {
            for (var position = 0; json.NextItem(); position++) ReadBlock(ref json, answer, position, begins: false);
        }
    }

    private static void ReadBlock(ref JsonCursor json, AnswerBuilder answer, long? index, bool begins)
    {
        if (!json.EnterObject()) return;
        var ahead = json;
        var kind = TypeOf(ref ahead);
        var isTool = kind.Is("tool_use"u8);
        var tool = isTool ? answer.AddTool(id: null, name: null) : null;
        if (tool is not null) tool.Key = index;
        while (json.NextProperty(out var name))
        {
            if (tool is not null && name.Is("id"u8)) tool.Id = json.Text();
            else if (tool is not null && name.Is("name"u8)) tool.Name = json.Text();
            else if (tool is not null && name.Is("input"u8)) tool.WholeArguments = json.TextOrRaw();
            else if (kind.Is("text"u8) && name.Is("text"u8)) json.TextInto(answer.Content);
            else if (kind.Is("thinking"u8) && name.Is("thinking"u8)) json.TextInto(answer.Reasoning);
            else json.Skip();
        }
    }

    private static void ReadDelta(ref JsonCursor json, AnswerBuilder answer, long? index)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8)) json.TextInto(answer.Content);
            else if (name.Is("thinking"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("partial_json"u8))
            {
                // A server-side tool's input comes in the same way, but its block opened no call.
                if (answer.FindTool(index) is { } tool) json.TextInto(tool.Arguments);
                else json.Skip();
            }
            else if (name.Is("stop_reason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else json.Skip();
        }
    }

    private static ReadOnlySpan<byte> TypeOf(ref JsonCursor json)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("type"u8)) return json.Written();
            json.Skip();
        }

        return default;
    }
}
