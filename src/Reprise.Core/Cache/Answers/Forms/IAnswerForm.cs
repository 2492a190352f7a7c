using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>
/// One provider's two forms of an answer, and the way from each to the other. What a form makes is read back before it is given to anybody, so it need not
/// recognise what it cannot do; where it does, it answers null. May throw on any JSON it did not expect.
/// </summary>
internal interface IAnswerForm
{
    /// <summary>The whole answer that a stream's events add up to; null when they hold what a whole answer has no place for.</summary>
    JsonObject? Join(IReadOnlyList<Frame> events);

    /// <summary>The events in which a whole answer would have come; null when it holds what a stream has no place for.</summary>
    IReadOnlyList<Frame>? Split(JsonObject whole, AnswerWish wish);

    /// <summary>Puts a text in place of everything the model said: its text, its tool calls, its thinking and what it quoted. Counts, model and id stay.</summary>
    bool TryEdit(JsonObject whole, string text);

    /// <summary>How a stream is packed.</summary>
    FrameKind StreamKind(AnswerWish wish);
}

/// <param name="Name">The event's name, or null.</param>
/// <param name="Value">Its JSON; null for the word that ends OpenAI's streams.</param>
internal readonly record struct Frame(string? Name, JsonObject? Value);
