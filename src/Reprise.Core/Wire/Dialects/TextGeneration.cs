using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Servers that continue a text: watsonx, SageMaker, Hugging Face's text-generation, Aleph Alpha, Replicate.</summary>
internal sealed class TextGeneration(string name) : IDialect
{
    public string Name => name;
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "generate";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, PlainText.ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8) || name.Is("model_id"u8)) call.Model = json.Text();
            else if (name.Is("prompt"u8) || name.Is("inputs"u8) || name.Is("input"u8)) call.Input(ref json);
            else if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else call.Parameter(name, ref json);
        }
    }
}
