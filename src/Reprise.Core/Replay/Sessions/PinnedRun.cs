using Reprise.Interactions;

namespace Reprise.Replay.Sessions;

/// <summary>Asks each turn on the recorded history: the recorded request with the changes, and without any, byte for byte.</summary>
internal sealed class PinnedRun(RecordedSession session, Branch branch, BranchCalls calls) : BranchRun(session, branch, calls)
{
    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        var failed = new List<(SessionTurn Turn, Interaction Call)>();
        foreach (var turn in Turns)
        {
            At = turn.Number;
            var request = Calls.Request(turn, body: null, ChangesOf(turn));
            var answer = await Calls.SendAsync(request, turn, turn, RecordedTools(turn), cancellationToken).ConfigureAwait(false);
            if (!BranchRecord.IsAnswered(answer, turn.Recorded)) failed.Add((turn, answer.Interaction));
        }

        // They stand by themselves, so the others were asked; these can be asked again.
        if (failed is not [var (first, call), ..]) return;
        At = first.Number;
        throw new ReplayException(ReplayObstacles.NotReplayable, $"The provider did not answer {(failed.Count == 1 ? $"turn {first.Number}" : $"{failed.Count} turns, the first of them turn {first.Number}")} ({call.ErrorCode ?? "error"}); all others were asked.",
            "Resume the branch when the provider answers again: only what failed is asked.");
    }

    /// <summary>The tool answers that are new in a turn; they stand in the recorded request.</summary>
    private static UsedToolAnswer[] RecordedTools(SessionTurn turn) => turn.Conversation is not { } conversation || turn.Parent is not { } parent
        ? []
        : [.. ToolResults.Read(conversation.Form, [.. turn.Echo, .. turn.News], parent.Answer.ToolCalls).Select(static found => new UsedToolAnswer(found.Call.Name, ToolAnswerSource.Recorded))];
}
