using Reprise.Cache.Answers.Forms;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>Gives a recorded answer in the form a client wants: the very bytes where they are that form already, else an answer made from them and proved.</summary>
internal static class Forming
{
    private static readonly Dictionary<string, IAnswerForm> s_forms = new(StringComparer.Ordinal)
    {
        ["openai.chat"] = new ChatForm(),
        ["xai.chat"] = new ChatForm(),
        ["openai.completions"] = new ChatForm(),
        ["openai.responses"] = new ResponsesForm(),
        ["anthropic.messages"] = new MessagesForm(),
        ["gemini.generate"] = new GeminiForm(),
        ["ollama.chat"] = new OllamaForm(),
        ["ollama.generate"] = new OllamaForm(),
        ["bedrock.converse"] = new ConverseForm(),
        ["bedrock.converse_stream"] = new ConverseForm(),
        ["cohere.chat"] = new CohereForm(),
    };

    public static CachedAnswer? Form(RecordedInteraction record, Body body, int status, AnswerWish wish)
    {
        if (DecodedBody.Find(body, out var fault) is not { } decoded || fault is not null) return null;
        var kind = Framing.Of(decoded.Span);
        var form = s_forms.GetValueOrDefault(record.Interaction.Dialect);
        var isStream = kind is not FrameKind.Whole;

        // 1. The very bytes, where they are what the client wants.
        if (isStream == wish.Stream && wish.EditedContent is null && (!isStream || IsWanted(record, form, kind, decoded, wish)))
        {
            return new CachedAnswer(status, Encodings.Fit(body, decoded, wish), IsOriginal: true);
        }

        if (form is null) return null;

        // 2. Else made: a stream that is wanted as a stream is only packed anew.
        var events = isStream ? Frames.Read(decoded.Span, kind) : null;
        if (isStream && events is null) return null;
        var made = events is not null && wish is { Stream: true, EditedContent: null } ? Repack(form, events, wish) : Make(form, decoded, events, wish);
        if (made is null) return null;

        // 3. And proved.
        var dialect = DialectCatalog.OfRecord(record.Interaction.Dialect);
        var recorded = dialect.ReadResponse(new WireResponse(status, decoded, body.ContentType));
        var readBack = dialect.ReadResponse(new WireResponse(status, made.Bytes, made.ContentType));
        return IsProved(recorded, readBack, form, wish, isStream) ? new CachedAnswer(status, made, IsOriginal: false) : null;
    }

    private static bool IsProved(AnswerReading recorded, AnswerReading made, IAnswerForm form, AnswerWish wish, bool fromStream)
    {
        // A whole answer always tells its counts, and callers rely on it; a chat's stream tells them to those who asked.
        if (!wish.Stream && fromStream && made.Usage is null) return false;
        var hasCounts = form is not ChatForm || !wish.Stream || wish.IncludeUsage;
        if (hasCounts && wish.IncludeUsage && form is ChatForm && wish.Stream && made.Usage is null) return false;
        return wish.EditedContent is { } text ? AnswerProof.IsEdited(recorded, made, text, hasCounts) : AnswerProof.Same(recorded, made, hasCounts);
    }

    private static Body? Make(IAnswerForm form, ReadOnlyMemory<byte> decoded, List<Frame>? events, AnswerWish wish)
    {
        var whole = events is null ? JsonNodes.ReadObject(decoded.Span) : form.Join(events);
        if (whole is null || wish.EditedContent is { } text && !form.TryEdit(whole, text)) return null;
        if (wish.Stream) return form.Split(whole, wish) is { } made ? Frames.Write(made, form.StreamKind(wish)) : null;
        using var bytes = new MemoryStream();
        JsonNodes.Write(whole, bytes);
        return new Body { Bytes = bytes.ToArray(), ContentType = "application/json; charset=utf-8" };
    }

    private static Body Repack(IAnswerForm form, List<Frame> events, AnswerWish wish)
    {
        if (form is ChatForm && !wish.IncludeUsage) events.RemoveAll(ChatForm.IsCounts);
        return Frames.Write(events, form.StreamKind(wish));
    }

    /// <summary>Whether a stream is told as the client asked for it: Gemini's in its framing, a chat's with its token counts or without.</summary>
    private static bool IsWanted(RecordedInteraction record, IAnswerForm? form, FrameKind kind, ReadOnlyMemory<byte> stream, AnswerWish wish) => form switch
    {
        GeminiForm => kind == form.StreamKind(wish),
        ChatForm => CountsAreWanted(record, stream, wish),
        _ => true,
    };

    /// <summary>A provider that tells its counts whether it is asked or not stays as it is.</summary>
    private static bool CountsAreWanted(RecordedInteraction record, ReadOnlyMemory<byte> stream, AnswerWish wish)
    {
        if (record.Request is { } request && DecodedBody.Find(request) is { } asked && StreamOptions.IncludesUsage(asked) == wish.IncludeUsage) return true;
        if (Frames.Read(stream.Span, FrameKind.ServerSentEvents) is not { } events) return false;
        return wish.IncludeUsage ? events.Exists(static frame => frame.Value?["usage"] is not null) : !events.Exists(ChatForm.IsCounts);
    }
}
