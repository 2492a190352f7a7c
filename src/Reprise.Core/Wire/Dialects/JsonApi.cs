using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Any other JSON endpoint: lists of models, files, batches, images, rerankers. Model, usage and errors are read where the common names hold.</summary>
/// <param name="name">The dialect's.</param>
/// <param name="operation">What it does.</param>
/// <param name="kind">What such a call is.</param>
/// <param name="readsUsage">False for what was counted when it was made, so that looking it up does not count it again.</param>
internal sealed class JsonApi(string name, string operation, InteractionKind kind = InteractionKind.ApiRequest, bool readsUsage = true) : IDialect
{
    public string Name => name;
    public InteractionKind Kind => kind;
    public string Operation => operation;

    public CallReading ReadRequest(WireRequest request, bool details)
    {
        var first = request.Body.Span.TrimStart(" \r\n\t"u8);
        return first.StartsWith("{"u8) ? PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path) : new CallReading { Model = PathModel.Find(request.Path) };
    }

    public AnswerReading ReadResponse(WireResponse response)
    {
        // Files, sound and pictures come from such endpoints too: what is no JSON is no fault here.
        var first = response.Body.Span.TrimStart(" \r\n\t"u8);
        var isJson = first.StartsWith("{"u8) || first.StartsWith("["u8);
        if (!isJson && response.Status < 400) return new AnswerReading();
        var answer = Answers.Read(response, ReadAnswer);
        return readsUsage ? answer : answer with { Usage = null };
    }

    private static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("input"u8) && !json.IsObject || name.Is("prompt"u8) || name.Is("query"u8) || name.Is("texts"u8) || name.Is("inputText"u8)) call.Input(ref json);
            else if (name.Is("input"u8)) ReadInput(ref json, call);
            else if (name.Is("stream"u8)) call.Stream = json.Flag() ?? false;
            else call.Parameter(name, ref json);
        }
    }

    /// <summary>Replicate's: the prompt among the model's own settings.</summary>
    private static void ReadInput(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("prompt"u8)) call.Input(ref json);
            else if (name.Is("system_prompt"u8)) call.System(ref json);
            else call.Parameter(name, ref json);
        }
    }

    private static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        // A file of JSON lines looks like a stream but has no last event.
        answer.IsDone = true;
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("model"u8)) answer.Model = json.Text();
            else if (name.Is("id"u8)) answer.ResponseId = json.Text();
            else if (name.Is("usage"u8) || name.Is("meta"u8) || name.Is("usageMetadata"u8)) answer.Usage.Read(ref json);
            else if (name.Is("inputTextTokenCount"u8) || name.Is("prompt_eval_count"u8)) answer.Usage.ReadProperty(ref json, name);
            else if (name.Is("text"u8)) json.TextInto(answer.Content);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }
}
