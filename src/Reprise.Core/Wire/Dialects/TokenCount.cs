using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Counting without answering: Anthropic's <c>count_tokens</c>, Gemini's <c>countTokens</c>, Bedrock's <c>count-tokens</c>, OpenAI's <c>input_tokens</c>.</summary>
internal sealed class TokenCount(string name, CallReader readCall) : IDialect
{
    public string Name => name;
    public InteractionKind Kind => InteractionKind.ApiRequest;
    public string Operation => "count_tokens";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, readCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else if (name.Is("input_tokens"u8) || name.Is("inputTokens"u8) || name.Is("totalTokens"u8)) answer.Content.Add(json.Text());
            else json.Skip();
        }
    }
}
