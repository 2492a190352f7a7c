using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Security.Scanning;

/// <summary>The texts of a call that are scanned.</summary>
/// <param name="System">The system prompt, to see whether an answer repeats it.</param>
/// <param name="Prompt">The last user text.</param>
/// <param name="Asked">Everything the call adds to its conversation, results of tools included.</param>
/// <param name="Answer">What came back: text, thinking, and what tools are called with.</param>
public sealed record ScanTexts(string System, string Prompt, string Asked, string Answer)
{
    public bool IsEmpty => Prompt.Length + Asked.Length + Answer.Length == 0;

    public static ScanTexts Of(CallReading asked, AnswerReading answer)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(answer);
        var prompt = asked.Prompt ?? "";
        var added = asked.NewText.Contains(prompt, StringComparison.Ordinal) ? asked.NewText : $"{prompt}\n{asked.NewText}";
        return new ScanTexts(asked.SystemPrompt ?? "", prompt, added.Length == 0 ? prompt : added, TextOf(answer));
    }

    /// <summary>The texts of a record, read by its dialect; its previews where no body says anything.</summary>
    public static ScanTexts Of(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var i = record.Interaction;
        var (asked, answer) = (new CallReading(), new AnswerReading());
        var dialect = DialectCatalog.OfRecord(i.Dialect);
        var (method, path) = HttpOperation.Of(i.Operation);
        if (record.Request is { } request && DecodedBody.Find(request) is { } sent) asked = dialect.ReadRequest(new WireRequest(method, path, sent, request.ContentType), details: false);
        if (record.Response is { } response && DecodedBody.Find(response) is { } got) answer = dialect.ReadResponse(new WireResponse(i.HttpStatus ?? 200, got, response.ContentType));
        if (asked.Prompt is null && asked.NewText.Length == 0) asked = asked with { Prompt = i.PromptPreview, NewText = i.PromptPreview ?? "" };
        if (answer.Content is null) answer = answer with { Content = i.ContentPreview };
        return Of(asked, answer);
    }

    /// <summary>One text alone.</summary>
    public static ScanTexts OfText(string text) => new("", text, text, "");

    public static string TextOf(AnswerReading answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = answer.Content ?? "";
        if (answer is { Refusal: null, Reasoning: null, ToolCalls.Count: 0 }) return text;
        return string.Join('\n', new[] { text, answer.Refusal, answer.Reasoning }.Concat(answer.ToolCalls.Select(call => call.Arguments)).Where(part => !string.IsNullOrEmpty(part)));
    }
}
