using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Bedrock's converse and converse-stream, one shape for all its models. The stream is binary, with the event's type in a header.</summary>
internal sealed class Bedrock(string name, bool streams) : IDialect
{
    public string Name => name;
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "converse";

    public CallReading ReadRequest(WireRequest request, bool details) =>
        PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path) with { Stream = streams };

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    internal static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("system"u8)) call.System(ref json);
            else if (name.Is("toolConfig"u8)) ReadTools(ref json, call);
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadTools(ref JsonCursor json, CallBuilder call)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else call.Parameter(name, ref json);
        }
    }

    internal static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        answer.IsDone |= eventName.Is("metadata"u8);
        if (eventName.Is("messageStart"u8)) answer.HasAnswer = true;
        ReadProperties(ref json, answer, level: 0);
    }

    /// <summary>Nova's own streams wrap each event in an object of its name, which is why this goes one level down.</summary>
    private static void ReadProperties(ref JsonCursor json, AnswerBuilder answer, int level)
    {
        var ahead = json;
        var block = BlockOf(ref ahead);
        while (json.NextProperty(out var name))
        {
            if (name.Is("output"u8)) ReadOutput(ref json, answer);
            else if (name.Is("delta"u8)) ReadBlock(ref json, answer, block);
            else if (name.Is("start"u8)) ReadBlock(ref json, answer, block);
            else if (name.Is("stopReason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
            else if (name.Is("usage"u8) || name.Is("amazon-bedrock-invocationMetrics"u8)) answer.Usage.Read(ref json);
            else if (level == 0 && json.IsObject && IsWrapper(name))
            {
                answer.HasAnswer = true;
                answer.IsDone |= name.Is("metadata"u8);
                ReadProperties(ref json, answer, level + 1);
            }
            else if (name.EndsWith("Exception"u8))
            {
                answer.ErrorCode = System.Text.Encoding.UTF8.GetString(name);
                Errors.Read(ref json, answer);
            }
            else json.Skip();
        }
    }

    private static bool IsWrapper(ReadOnlySpan<byte> name) =>
        name.Is("messageStart"u8) || name.Is("contentBlockStart"u8) || name.Is("contentBlockDelta"u8) || name.Is("messageStop"u8) || name.Is("metadata"u8);

    private static long? BlockOf(ref JsonCursor json)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("contentBlockIndex"u8)) return json.Count();
            json.Skip();
        }

        return null;
    }

    private static void ReadOutput(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (!name.Is("message"u8) || !json.IsObject)
            {
                json.Skip();
                continue;
            }

            answer.HasAnswer = true;
            while (json.NextProperty(out var property))
            {
                if (property.Is("content"u8) && json.IsArray)
                {
                    for (var position = 0; json.NextItem(); position++) ReadBlock(ref json, answer, position);
                }
                else json.Skip();
            }
        }
    }

    private static void ReadBlock(ref JsonCursor json, AnswerBuilder answer, long? block)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8)) json.TextInto(answer.Content);
            else if (name.Is("toolUse"u8)) ReadToolUse(ref json, answer, block);
            else if (name.Is("reasoningContent"u8)) ReadReasoning(ref json, answer);
            else json.Skip();
        }
    }

    private static void ReadToolUse(ref JsonCursor json, AnswerBuilder answer, long? block)
    {
        if (!json.EnterObject()) return;
        var tool = answer.Tool(block, id: null);
        while (json.NextProperty(out var name))
        {
            if (name.Is("name"u8)) tool.Name = json.Text();
            else if (name.Is("toolUseId"u8)) tool.Id = json.Text();
            else if (name.Is("input"u8))
            {
                if (json.IsString) json.TextInto(tool.Arguments);
                else tool.WholeArguments = json.TextOrRaw();
            }
            else json.Skip();
        }
    }

    private static void ReadReasoning(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8)) json.TextInto(answer.Reasoning);
            else if (name.Is("reasoningText"u8) && json.IsObject)
            {
                while (json.NextProperty(out var inner))
                {
                    if (inner.Is("text"u8)) json.TextInto(answer.Reasoning);
                    else json.Skip();
                }
            }
            else json.Skip();
        }
    }
}
