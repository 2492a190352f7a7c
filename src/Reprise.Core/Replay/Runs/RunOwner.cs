using Reprise.Interactions;

namespace Reprise.Replay.Runs;

/// <summary>
/// A server as the owner of runs. A data folder belongs to one process at a time, so another process of the same place is known to be gone; of servers elsewhere
/// only the heartbeat tells.
/// </summary>
/// <param name="Place">Machine and data folder.</param>
/// <param name="Instance">This very process.</param>
public sealed record RunOwner(string Place, string Instance)
{
    public static RunOwner Of(string place, TimeProvider time) => new(place, InteractionId.New(time).ToString());

    public string Text => $"{Place}#{Instance}";

    /// <summary>The run as it is to be shown: one that says it is running, and whose server is gone, is interrupted.</summary>
    public ReplayRun Seen(ReplayRun run, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.State != RunState.Running || run.Owner == Text) return run;
        var isGone = run.Owner.StartsWith(Place + "#", StringComparison.Ordinal) || now - run.HeartbeatAt > RunLimits.Lease;
        return isGone ? run with { State = RunState.Interrupted, Reason = "The server that ran it ended. Resuming goes on where it was." } : run;
    }
}
