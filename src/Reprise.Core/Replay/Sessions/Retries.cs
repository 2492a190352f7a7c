using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>Finds failed calls that their client made again, word for word. The try that counts is the last of them.</summary>
internal static class Retries
{
    public static void Link(IReadOnlyList<SessionTurn> turns)
    {
        var continued = turns.Select(static turn => turn.Parent).OfType<SessionTurn>().ToHashSet();
        var later = new Dictionary<(string?, string?, string), SessionTurn>();
        for (var i = turns.Count - 1; i >= 0; i--)
        {
            var (turn, call) = (turns[i], turns[i].Recorded.Interaction);
            if (turn.Recorded.Request is not { } request || (DecodedBody.Find(request) ?? default) is not { Length: > 0 } body) continue;
            var key = (call.Provider, call.Operation, Hashes.OfBytes(body.Span));
            var failed = (call.Status != InteractionStatus.Success || !turn.HasAnswer && turn.Conversation is not null) && !continued.Contains(turn);
            if (failed && later.TryGetValue(key, out var again)) turn.TriedAgainAs = again;
            else later[key] = turn;
        }
    }
}
