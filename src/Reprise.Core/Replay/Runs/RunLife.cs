using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>
/// Runs a run from its start to whatever ends it, says every few seconds that it is alive and how far it is, and hears whether somebody wants it stopped. A run that
/// another server has taken over is left to it at once.
/// </summary>
public sealed class RunLife(ReplayRuns runs, RunServices services)
{
    /// <summary>Returns the run as it ended, and what broke it if that was nothing expected.</summary>
    /// <param name="run">As the desk gave it: running, and this server's own.</param>
    /// <param name="shutdown">The server ends: no more calls start, and the run is interrupted when those under way are over.</param>
    public async Task<(ReplayRun Run, Exception? Fault)> LiveAsync(ReplayRun run, CancellationToken shutdown)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var runner = new ReplayRunner(run, services);
        await using var stopping = shutdown.Register(() => runner.Stop(RunState.Interrupted, "The server was stopped. Resuming goes on where it was.")).ConfigureAwait(false);
        var working = runner.RunAsync();
        var isOurs = true;
        while (isOurs && await Task.WhenAny(working, Task.Delay(RunLimits.Heartbeat, services.Time, CancellationToken.None)).ConfigureAwait(false) != working)
        {
            (run, isOurs) = await BeatAsync(run, runner).ConfigureAwait(false);
        }

        var (state, reason) = await working.ConfigureAwait(false);
        while (isOurs)
        {
            try
            {
                var now = services.Time.GetUtcNow();
                var ended = run with { State = state, Reason = reason, Counters = runner.Counters, HeartbeatAt = now, EndedAt = now };
                if (await TryPutAsync(ended).ConfigureAwait(false) is { } kept) return (kept, runner.Fault);
                (run, isOurs) = await ReadAgainAsync(run).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.IsTransient && !shutdown.IsCancellationRequested)
            {
                // Who looks sees it running, and interrupted should this process end before the settings are back.
                await Task.Delay(RunLimits.Heartbeat, services.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return (run, runner.Fault);
    }

    private async Task<(ReplayRun Run, bool IsOurs)> BeatAsync(ReplayRun run, ReplayRunner runner)
    {
        try
        {
            await runner.FlushAsync().ConfigureAwait(false);
            if (await TryPutAsync(run with { Counters = runner.Counters, HeartbeatAt = services.Time.GetUtcNow() }).ConfigureAwait(false) is { } kept) return (kept, true);
            var (latest, isOurs) = await ReadAgainAsync(run).ConfigureAwait(false);
            if (!isOurs) runner.Stop(RunState.Interrupted, null);
            else if (latest.StopRequested) runner.Stop(RunState.Stopped, "Stopped. Resuming goes on where it was.");
            return (latest, isOurs);
        }
        catch (StoreException)
        {
            // The next beat tries again.
            return (run, true);
        }
    }

    private async Task<(ReplayRun Run, bool IsOurs)> ReadAgainAsync(ReplayRun run) =>
        await runs.FindAsync(run.Project, run.Id, CancellationToken.None).ConfigureAwait(false) is { } latest ? (latest, latest.Owner == runs.Owner.Text && latest.State == RunState.Running) : (run, false);

    private Task<ReplayRun?> TryPutAsync(ReplayRun run) => runs.PutAsync(run, audit: null, CancellationToken.None);
}
