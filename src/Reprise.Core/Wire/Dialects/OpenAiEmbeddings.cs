using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>OpenAI's embeddings and their kin (Mistral, Voyage, Azure, OpenRouter …). Vectors are not read.</summary>
internal sealed class OpenAiEmbeddings : IDialect
{
    public string Name => "openai.embeddings";
    public InteractionKind Kind => InteractionKind.Embedding;
    public string Operation => "embeddings";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("input"u8) || name.Is("inputs"u8)) call.Input(ref json);
            else if (name.Is("user"u8)) call.UserId = json.Text();
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) answer.Model = json.Text();
            else if (name.Is("id"u8)) answer.ResponseId = json.Text();
            else if (name.Is("usage"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8) || name.Is("detail"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }
}
