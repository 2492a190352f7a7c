using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>Google's generateContent and streamGenerateContent (events or one JSON array), on Gemini and on Vertex. Model and streaming stand in the path.</summary>
internal sealed class Gemini : IDialect
{
    public string Name => "gemini.generate";
    public InteractionKind Kind => InteractionKind.Llm;
    public string Operation => "generate_content";

    public CallReading ReadRequest(WireRequest request, bool details)
    {
        var call = PathModel.Fill(Calls.Read(request, details, ReadCall), request.Path);
        return request.Path.Contains(":stream", StringComparison.Ordinal) ? call with { Stream = true } : call;
    }

    public AnswerReading ReadResponse(WireResponse response) => Answers.Read(response, ReadAnswer);

    internal static void ReadCall(ref JsonCursor json, CallBuilder call)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("contents"u8)) call.Conversation(ref json);
            else if (name.Is("systemInstruction"u8) || name.Is("system_instruction"u8)) ReadSystem(ref json, call);
            else if (name.Is("tools"u8)) call.ToolDefinitions(ref json);
            else if (name.Is("model"u8)) call.Model = json.Text();
            else if (name.Is("generateContentRequest"u8) && json.IsObject)
            {
                // countTokens may wrap a whole request; it is looked into once.
                while (json.NextProperty(out var inner))
                {
                    if (inner.Is("contents"u8)) call.Conversation(ref json);
                    else json.Skip();
                }
            }
            else call.Parameter(name, ref json);
        }
    }

    internal static void ReadAnswer(ref JsonCursor json, ReadOnlySpan<byte> eventName, AnswerBuilder answer)
    {
        if (json.IsArray)
        {
            answer.IsStream = true;
            while (json.NextItem())
            {
                if (json.IsObject) ReadChunk(ref json, answer);
                else json.Skip();
            }

            return;
        }

        if (json.EnterObject()) ReadChunk(ref json, answer);
    }

    private static void ReadSystem(ref JsonCursor json, CallBuilder call)
    {
        if (!json.IsObject)
        {
            call.System(ref json);
            return;
        }

        while (json.NextProperty(out var name))
        {
            if (name.Is("parts"u8)) call.System(ref json);
            else json.Skip();
        }
    }

    private static void ReadChunk(ref JsonCursor json, AnswerBuilder answer)
    {
        while (json.NextProperty(out var name))
        {
            if (name.Is("candidates"u8)) ReadCandidates(ref json, answer);
            else if (name.Is("usageMetadata"u8)) answer.ReplaceUsage(ref json);
            else if (name.Is("modelVersion"u8)) answer.Model = json.Text();
            else if (name.Is("responseId"u8)) answer.ResponseId = json.Text();
            else if (name.Is("promptFeedback"u8)) ReadFeedback(ref json, answer);
            else if (name.Is("error"u8)) Errors.Read(ref json, answer);
            else json.Skip();
        }
    }

    /// <summary>Why a prompt was refused; there is no candidate then, and so no other reason to finish.</summary>
    private static void ReadFeedback(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (name.Is("blockReason"u8)) answer.FinishReason ??= json.Text();
            else json.Skip();
        }
    }

    private static void ReadCandidates(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterArray()) return;
        for (var position = 0; json.NextItem(); position++)
        {
            if (!json.EnterObject()) continue;
            answer.HasAnswer = true;
            while (json.NextProperty(out var name))
            {
                if (position > 0) json.Skip();
                else if (name.Is("content"u8)) ReadContent(ref json, answer);
                else if (name.Is("finishReason"u8)) answer.FinishReason = json.Text() ?? answer.FinishReason;
                else json.Skip();
            }
        }
    }

    private static void ReadContent(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        while (json.NextProperty(out var name))
        {
            if (!name.Is("parts"u8) || !json.IsArray)
            {
                json.Skip();
                continue;
            }

            while (json.NextItem())
            {
                if (json.IsObject) ReadPart(ref json, answer);
                else json.Skip();
            }
        }
    }

    private static void ReadPart(ref JsonCursor json, AnswerBuilder answer)
    {
        // Whether the text is thinking may be said behind it, so the text's place is kept until the part ends.
        var text = default(JsonCursor);
        bool hasText = false, isThought = false;
        while (json.NextProperty(out var name))
        {
            if (name.Is("text"u8) && json.IsString)
            {
                text = json;
                hasText = true;
            }
            else if (name.Is("thought"u8)) isThought = json.Flag() ?? false;
            else if (name.Is("functionCall"u8)) ReadCallPart(ref json, answer);
            else json.Skip();
        }

        if (hasText) text.TextInto(isThought ? answer.Reasoning : answer.Content);
    }

    private static void ReadCallPart(ref JsonCursor json, AnswerBuilder answer)
    {
        if (!json.EnterObject()) return;
        var tool = answer.AddTool(id: null, name: null);
        tool.WholeArguments = "{}";
        while (json.NextProperty(out var name))
        {
            if (name.Is("name"u8)) tool.Name = json.Text();
            else if (name.Is("id"u8)) tool.Id = json.Text();
            else if (name.Is("args"u8)) tool.WholeArguments = json.TextOrRaw() ?? "{}";
            else json.Skip();
        }
    }
}
