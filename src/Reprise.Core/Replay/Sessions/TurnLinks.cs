using System.Text;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>
/// Finds which turn continues which. A session may hold several conversations side by side (an agent and those it asks), retries and second tries at one
/// answer; the requests themselves say what belongs together, since each repeats what was said before it.
/// </summary>
internal static class TurnLinks
{
    public static void Link(IReadOnlyList<SessionTurn> turns)
    {
        var byHistory = new Dictionary<string, SessionTurn>(StringComparer.Ordinal);
        var byResponse = new Dictionary<string, SessionTurn>(StringComparer.Ordinal);
        foreach (var turn in turns)
        {
            if (turn.Conversation is { } conversation)
            {
                var said = conversation.Said.ToArray();
                var histories = Histories(said);
                turn.News = said;
                if (conversation.Form.PreviousResponse(conversation.Body) is { } previous) Continue(turn, byResponse.GetValueOrDefault(previous), said, 0);
                else
                {
                    // The longest history that an answer follows; of several turns with the same, the latest.
                    for (var length = said.Length - 1; length > 0 && turn.Parent is null; length--)
                        if (said[length].Role == MessageRole.Assistant && byHistory.TryGetValue(histories[length - 1], out var parent)) Continue(turn, parent, said, length);
                }

                if (turn.HasAnswer && histories.Length > 0 && conversation.Form.PreviousResponse(conversation.Body) is null) byHistory[histories[^1]] = turn;
            }

            if (turn.HasAnswer && turn.Answer.ResponseId is { } id) byResponse[id] = turn;
        }
    }

    private static void Continue(SessionTurn turn, SessionTurn? parent, ConversationItem[] said, int length)
    {
        if (parent is null) return;
        turn.Parent = parent;
        var echo = said[length..].TakeWhile(static item => item.Role == MessageRole.Assistant).Count();
        turn.Echo = said[length..(length + echo)];
        turn.News = said[(length + echo)..];
    }

    /// <summary>A hash of everything up to each item.</summary>
    private static string[] Histories(ConversationItem[] said)
    {
        var histories = new string[said.Length];
        var before = "";
        for (var i = 0; i < said.Length; i++) histories[i] = before = Hashes.OfBytes(Encoding.ASCII.GetBytes(before + said[i].Key));
        return histories;
    }
}
