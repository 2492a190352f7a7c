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

    /// <summary>The run as it is to be shown: one that says it is running, and whose server is gone or has given it up, is interrupted.</summary>
    /// <param name="run">As it is kept.</param>
    /// <param name="now">The time.</param>
    /// <param name="isLiving">Whether this very process runs it.</param>
    public ReplayRun Seen(ReplayRun run, DateTimeOffset now, bool isLiving)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.State != RunState.Running || (run.Owner == Text && isLiving)) return run;
        var isGone = run.Owner.StartsWith(Place + "#", StringComparison.Ordinal) || now - run.HeartbeatAt > RunLimits.Lease;
        return isGone ? run with { State = RunState.Interrupted, Reason = "The server that ran it ended. Resuming goes on where it was." } : run;
    }
}
