namespace Reprise.Replay.Sessions;

/// <summary>Refuses what no branch can be.</summary>
internal static class BranchRules
{
    public static void Check(RecordedSession session, BranchRequest request, IReplayTools tools)
    {
        if (request.FromTurn < 1 || request.FromTurn > session.Turns.Count)
            throw new ReplayException(ReplayObstacles.InvalidParameter, $"There is no turn {request.FromTurn}: the {session.Key} has turns 1 to {session.Turns.Count}.", "Choose one of these.");
        if (!(request.Similarity is >= 0 and <= 1)) throw new ReplayException(ReplayObstacles.InvalidParameter, "The similarity is a number from 0 to 1.", "0.9 lets answers pass that share nine words of ten.");
        if (request.LiveTools.FirstOrDefault(name => !tools.Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ReplayException(ReplayObstacles.InvalidParameter, $"The server has no tool '{unknown}' to ask; it has {(tools.Names.Count == 0 ? "none" : string.Join(", ", tools.Names))}.",
                $"Configure it: Replay:Tools:{unknown}:Url.", "Leave it to the record.");
        }

        if (request.Mode == BranchMode.Pinned && request.LiveTools.Count > 0)
            throw new ReplayException(ReplayObstacles.InvalidParameter, "A pinned replay asks each turn on the recorded history, tool results included, and so asks no tool.", "Replay it free-running with the live tools.");
        if (request.Mode == BranchMode.Free && !session.Turns.Any(static turn => turn.Conversation is not null))
        {
            throw new ReplayException(ReplayObstacles.NotReplayable, $"The {session.Key} is in a dialect, or without the bodies, that a free-running replay needs to build on new answers.",
                "Replay it pinned.");
        }
    }
}
