using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Our own <c>request</c> and <c>response</c> objects, in which records that were ingested without wire bodies are kept.</summary>
internal sealed class RepriseDocuments : IDialect
{
    public string Name => "reprise";
    public InteractionKind Kind => InteractionKind.Unknown;
    public string Operation => "record";

    public CallReading ReadRequest(WireRequest request, bool details) => Calls.Read(request, details, ReadCall);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(new WireResponse(Status: 200, response.Body, response.ContentType), ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("prompt"u8)) call.Prompt = json.Text();
            else if (name.Is("system_prompt"u8)) call.System(ref json);
            else if (name.Is("context"u8)) ReadContext(ref json, call);
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else if (name.Is("parameters"u8)) call.AllParameters(ref json);
            else json.Skip();
        }
    }

    /// <summary>What was looked up for the call is part of what it added.</summary>
    private static void ReadContext(ref JsonCursor json, CallBuilder call)
    {
        if (!json.EnterArray()) return;
        while (json.NextItem())
        {
            if (!json.EnterObject()) continue;
            while (json.NextProperty(out var name))
            {
                if (name.Is("content"u8)) call.Context(json.Text());
                else json.Skip();
            }
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("content"u8)) answer.Content.Add(json.TextOrRaw());
            else if (name.Is("reasoning"u8)) json.TextInto(answer.Reasoning);
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
}
