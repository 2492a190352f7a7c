using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Google's embedContent, batchEmbedContents and Vertex's predict for embedding models. Vectors are not read.</summary>
internal sealed class GeminiEmbeddings : IDialect
{
    public string Name => "gemini.embeddings";
    public InteractionKind Kind => InteractionKind.Embedding;
    public string Operation => "embeddings";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("content"u8) || name.Is("instances"u8)) ReadTexts(ref json, call, level: 0);
            else if (name.Is("requests"u8) && json.IsArray) ReadTexts(ref json, call, level: 0);
            else call.Parameter(name, ref json);
        }
    }

    /// <summary>The texts below <c>content</c> and <c>parts</c>; nobody nests them deeper than a batch does.</summary>
    private static void ReadTexts(ref JsonCursor json, CallBuilder call, int level)
    {
        if (json.IsArray && level < 6)
        {
            while (json.NextItem()) ReadTexts(ref json, call, level + 1);
        }
        else if (json.IsObject && level < 6)
        {
            while (json.NextProperty(out var name))
            {
                if (name.Is("content"u8) || name.Is("parts"u8) || name.Is("text"u8)) ReadTexts(ref json, call, level + 1);
                else json.Skip();
            }
        }
        else call.Input(ref json);
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("usageMetadata"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }
}
