using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>OpenAI's older completions: a prompt in, text out.</summary>
internal sealed class OpenAiCompletions : IDialect
{
    public string Name => "openai.completions";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "completions";

    public CallReading ReadRequest(WireRequest request, bool details) => PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, OpenAiChat.ReadAnswer);

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("prompt"u8)) call.Input(ref json);
            else if (name.Is("messages"u8)) call.Conversation(ref json);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else if (name.Is("user"u8)) call.UserId = json.Text();
            else if (name.Is("variables"u8))
            {
                call.Variables(json);
                call.Parameter(name, ref json);
            }
            else call.Parameter(name, ref json);
        }
    }
}
