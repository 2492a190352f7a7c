using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>One call to a model within a session.</summary>
public sealed class SessionTurn
{
    internal SessionTurn(int number, RecordedInteraction recorded)
    {
        (Number, Recorded) = (number, recorded);
        Conversation = Conversation.Find(recorded);
        Answer = AnswerOf(recorded);
    }

    /// <summary>From 1, in the order of the record.</summary>
    public int Number { get; }

    public RecordedInteraction Recorded { get; }

    /// <summary>What was answered.</summary>
    public AnswerReading Answer { get; }

    /// <summary>The turn this one continues: its request begins with that one's, followed by that one's answer. Null for a first turn, and where the client rewrote what was said.</summary>
    public SessionTurn? Parent { get; internal set; }

    /// <summary>The later turn in which the client made this failed call again, word for word; a replay asks only that one. Null for any other.</summary>
    public SessionTurn? TriedAgainAs { get; internal set; }

    /// <summary>The request in pieces; null when there is no body, or its dialect has no form here.</summary>
    internal Conversation? Conversation { get; }

    /// <summary>What the request repeats of its parent's answer.</summary>
    internal IReadOnlyList<ConversationItem> Echo { get; set; } = [];

    /// <summary>What is new in it behind that: tool results and words of the user. Everything said, where there is no parent.</summary>
    internal IReadOnlyList<ConversationItem> News { get; set; } = [];

    /// <summary>Whether the model said anything that a conversation can go on from.</summary>
    internal bool HasAnswer => Answer.Content is { Length: > 0 } || Answer.ToolCalls.Count > 0 || Answer.Refusal is not null;

    /// <summary>Whether the request brings tool results and nothing from the user.</summary>
    internal bool IsToolTurn => Parent is not null && News.Count > 0 && News.All(item => Conversation!.Form.WithoutResults(item.Bytes) is null);

    /// <summary>The answer's decoded bytes, or none.</summary>
    internal static ReadOnlyMemory<byte> AnswerBytes(RecordedInteraction recorded) => recorded.Response is { } body ? DecodedBody.Find(body) ?? default : default;

    internal static AnswerReading AnswerOf(RecordedInteraction recorded) => recorded.Response is null
        ? new AnswerReading()
        : DialectCatalog.OfRecord(recorded.Interaction.Dialect).ReadResponse(new WireResponse(recorded.Interaction.HttpStatus ?? 200, AnswerBytes(recorded), recorded.Response.ContentType));
}
