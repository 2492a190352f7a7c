using Reprise.Interactions;

namespace Reprise.Replay.Sessions;

/// <summary>Reads what a branch has on record. A call that failed or was broken off, and that the branch made again when it was resumed, counts once.</summary>
internal static class BranchRecord
{
    /// <summary>Its calls to models, in the order in which it first asked, each with its last answer.</summary>
    /// <param name="calls">All its calls, oldest first.</param>
    public static List<RecordedInteraction> Turns(IReadOnlyList<RecordedInteraction> calls)
    {
        var turns = new List<RecordedInteraction>();
        var failed = new Dictionary<(InteractionId?, string?), int>();
        foreach (var call in calls.Where(static call => call.Interaction.Kind == InteractionKind.Llm))
        {
            var key = (call.Interaction.Replay?.Of, call.Interaction.InputHash);
            if (failed.Remove(key, out var place)) turns[place] = call;
            else
            {
                place = turns.Count;
                turns.Add(call);
            }

            if (call.Interaction.Status != InteractionStatus.Success) failed[key] = place;
        }

        return turns;
    }

    /// <summary>Those that need not be made again: not one that failed where the recorded one did not, nor one that was broken off.</summary>
    public static List<RecordedInteraction> Answered(IReadOnlyList<RecordedInteraction> calls, RecordedSession origin)
    {
        var originals = origin.Turns.ToDictionary(static turn => turn.Recorded.Interaction.Id, static turn => turn.Recorded);
        return [.. Turns(calls).Where(call => IsAnswered(call, call.Interaction.Replay?.Of is { } id ? originals.GetValueOrDefault(id) : null))];
    }

    /// <summary>Whether a call got an answer, or failed as the recorded one did.</summary>
    public static bool IsAnswered(RecordedInteraction call, RecordedInteraction? original) => call.Interaction.Status == InteractionStatus.Success
        || call.Interaction.Status != InteractionStatus.Cancelled && original is not null && original.Interaction.Status != InteractionStatus.Success;
}
