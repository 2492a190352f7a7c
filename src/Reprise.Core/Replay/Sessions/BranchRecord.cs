using Reprise.Interactions;

namespace Reprise.Replay.Sessions;

/// <summary>Reads what a branch has on record. A call that failed or was broken off, and that the branch made again when it was resumed, counts once.</summary>
internal static class BranchRecord
{
    /// <summary>Its calls to models, in order, each with its last answer.</summary>
    /// <param name="calls">All its calls, oldest first.</param>
    public static List<RecordedInteraction> Turns(IReadOnlyList<RecordedInteraction> calls)
    {
        var turns = new List<RecordedInteraction>();
        foreach (var call in calls.Where(static call => call.Interaction.Kind == InteractionKind.Llm))
        {
            if (turns is [.., var before] && before.Interaction.Status != InteractionStatus.Success && IsSame(before.Interaction, call.Interaction)) turns.RemoveAt(turns.Count - 1);
            turns.Add(call);
        }

        return turns;
    }

    /// <summary>Those that need not be made again. A failed answer is one where each turn stands by itself; one that was broken off never is.</summary>
    public static List<RecordedInteraction> Answered(IReadOnlyList<RecordedInteraction> calls, BranchMode mode)
    {
        var turns = Turns(calls);
        if (turns is [.., { Interaction.Status: InteractionStatus.Cancelled }] || mode == BranchMode.Free && turns is [.., { Interaction.Status: not InteractionStatus.Success }]) turns.RemoveAt(turns.Count - 1);
        return turns;
    }

    private static bool IsSame(Interaction one, Interaction other) => one.Replay?.Of == other.Replay?.Of && one.InputHash == other.InputHash;
}
