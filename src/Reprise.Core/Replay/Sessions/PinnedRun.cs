namespace Reprise.Replay.Sessions;

/// <summary>Asks each turn on the recorded history: the recorded request with the changes, and without any, byte for byte.</summary>
internal sealed class PinnedRun(RecordedSession session, Branch branch, BranchCalls calls) : BranchRun(session, branch, calls)
{
    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var turn in Turns)
        {
            At = turn.Number;
            var request = Calls.Request(turn, body: null, turn.Number == Branch.ForkTurn ? Calls.AtFork : Calls.Behind);
            await Calls.SendAsync(request, turn, turn, RecordedTools(turn), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The tool answers that are new in a turn; they stand in the recorded request.</summary>
    private static UsedToolAnswer[] RecordedTools(SessionTurn turn) => turn.Conversation is not { } conversation || turn.Parent is not { } parent
        ? []
        : [.. ToolResults.Read(conversation.Form, [.. turn.Echo, .. turn.News], parent.Answer.ToolCalls).Select(static found => new UsedToolAnswer(found.Call.Name, ToolAnswerSource.Recorded))];
}
