using Reprise.Interactions;
using Reprise.Replay.Editing;

namespace Reprise.Replay.Carrying;

/// <summary>Writes a recorded call anew in another dialect.</summary>
internal static class CarryOver
{
    public static ReplayRequest Build(Draft original, Interaction interaction, ReplayChanges changes, string provider, string dialect) =>
        throw new ReplayException(ReplayObstacles.NotReplayable, $"A request cannot be carried from {original.Dialect} into {dialect} yet.", "Asking a provider of the same dialect still works.");
}
