using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>Acme's chat: <c>POST /v1/talk</c>, an answer as one object or as events.</summary>
internal sealed class AcmeChat : IDialect
{
    public string Name => "acme.chat";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "talk";

    public CallReading ReadRequest(WireRequest request, bool details) => Reprise.Wire.Calls.Read(request, details, ReadCall);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("engine"u8)) call.Model = json.Text();
            else if (name.Is("turns"u8)) call.Conversation(ref json);
            else if (name.Is("persona"u8)) call.System(ref json);
            else if (name.Is("live"u8)) call.Stream = json.Flag() ?? false;
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        answer.HasAnswer = true;
        while (json.NextProperty(out var name))
        {
            if (name.Is("say"u8)) json.TextInto(answer.Content);
            else if (name.Is("end"u8)) answer.FinishReason = json.Text();
            else if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }
}
