using Reprise.Interactions;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>How well a turn's request can be made from what came before it.</summary>
public enum RebuildOutcome
{
    /// <summary>It continues no other turn: nothing to make it from.</summary>
    First,

    /// <summary>Byte for byte.</summary>
    Bytes,

    /// <summary>The same JSON value, written otherwise.</summary>
    Value,

    /// <summary>Something else: the client changed what was said, or its parameters.</summary>
    Differs,
}

/// <summary>
/// Makes the requests of a session from its first ones, the recorded answers, the tools' recorded answers and the recorded words of the user, and compares them
/// with those on record: how true a free-running replay is to what the client does.
/// </summary>
public static class SessionRebuild
{
    /// <summary>One outcome for each turn, in order.</summary>
    public static IReadOnlyList<RebuildOutcome> Check(RecordedSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var outcomes = new List<RebuildOutcome>();
        var bodies = new Dictionary<SessionTurn, ReadOnlyMemory<byte>>();
        var used = new ToolUse(session.Tools, from: 1);
        foreach (var turn in session.Turns)
        {
            if (turn.Conversation is not { } recorded || turn.Parent is not { Conversation: { } origin } parent || !ReferenceEquals(origin.Form, recorded.Form))
            {
                if (turn.Conversation is { } first) bodies[turn] = first.Body;
                outcomes.Add(RebuildOutcome.First);
                continue;
            }

            var body = bodies[turn] = Rebuild(turn, Conversation.Find(origin.Form, bodies[parent])!, used);
            outcomes.Add(JsonPlaces.Same(body, recorded.Body) ? RebuildOutcome.Bytes
                : CanonicalJson.Find(body) is { } made && made == CanonicalJson.Find(recorded.Body) ? RebuildOutcome.Value : RebuildOutcome.Differs);
        }

        return outcomes;
    }

    private static ReadOnlyMemory<byte> Rebuild(SessionTurn turn, Conversation before, ToolUse used)
    {
        var (form, parent) = (before.Form, turn.Parent!);
        var news = Results(turn, form, used);
        if (form.PreviousResponse(turn.Conversation!.Body) is not null) return form.WithPrevious(before.With(news), parent.Answer.ResponseId ?? "");
        var echo = form.Echo(SessionTurn.AnswerBytes(parent.Recorded), sample: null) ?? form.Compose(parent.Answer);
        return before.With([.. before.Said, .. echo.Select(static item => new ConversationItem(item, MessageRole.Assistant)), .. news]);
    }

    /// <summary>What is new in the turn, with the tools' answers taken from the record.</summary>
    private static List<ConversationItem> Results(SessionTurn turn, ConversationForm form, ToolUse used)
    {
        var waiting = turn.Parent!.Answer.ToolCalls.ToList();
        var news = new List<ConversationItem>();
        foreach (var item in turn.News)
        {
            var changes = new List<(Range, ReadOnlyMemory<byte>)>();
            foreach (var place in form.Results(item.Bytes))
            {
                if (ToolResults.Take(waiting, place) is not { } call || used.Next(call) is not { } answer) continue;
                if (place.ValuePlace is { } value) changes.Add((value, answer.ValueIn(form)));
                if (place.IdPlace is { } id && call.Id is not null && call.Id != place.CallId) changes.Add((id, JsonPlaces.String(call.Id)));
            }

            news.Add(new ConversationItem(JsonPlaces.Replace(item.Bytes, changes), item.Role));
        }

        return news;
    }
}
