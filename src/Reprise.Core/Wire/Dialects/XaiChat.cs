using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>xAI's chat: OpenAI's, but its completion count leaves thinking out.</summary>
internal sealed class XaiChat : IDialect
{
    public string Name => "xai.chat";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "chat.completions";

    public CallReading ReadRequest(WireRequest request, bool details) => Calls.Read(request, details, OpenAiChat.ReadCall);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        answer.CountThinkingApart();
        OpenAiChat.ReadAnswer(ref json, eventName, answer);
    }
}
