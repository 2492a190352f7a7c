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
        try
        {
            return await WorkAsync(run, shutdown).ConfigureAwait(false);
        }
        finally
        {
            // Should its end not be kept, whoever looks sees it interrupted and can resume it.
            runs.Release(run);
        }
    }

    private async Task<(ReplayRun Run, Exception? Fault)> WorkAsync(ReplayRun run, CancellationToken shutdown)
    {
        ReplayRunner runner;
        try
        {
            runner = new ReplayRunner(run, services);
        }
        catch (FormatException e)
        {
            return (await EndAsync(run, RunState.Failed, e.Message, run.Counters, shutdown).ConfigureAwait(false), null);
        }

        using (runner)
        {
            await using var stopping = shutdown.Register(() => runner.Stop(RunState.Interrupted, "The server was stopped. Resuming goes on where it was.")).ConfigureAwait(false);
            var working = runner.RunAsync();
            var isOurs = true;
            try
            {
                while (isOurs && await Task.WhenAny(working, Task.Delay(RunLimits.Heartbeat, services.Time, CancellationToken.None)).ConfigureAwait(false) != working)
                {
                    (run, isOurs) = await BeatAsync(run, runner).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                // Whatever breaks the heartbeat, the calls under way are waited for and the run is ended.
                runner.Stop(RunState.Failed, $"Something went wrong here ({e.GetType().Name}); the server's log has it.");
                var broken = await working.ConfigureAwait(false);
                return (await EndAsync(run, broken.State, broken.Reason, runner.Counters, shutdown).ConfigureAwait(false), e);
            }

            var (state, reason) = await working.ConfigureAwait(false);
            return (isOurs ? await EndAsync(run, state, reason, runner.Counters, shutdown).ConfigureAwait(false) : run, runner.Fault);
        }
    }

    /// <summary>Keeps how it ended, unless another server has it by now.</summary>
    private async Task<ReplayRun> EndAsync(ReplayRun run, RunState state, string? reason, RunCounters counters, CancellationToken shutdown)
    {
        for (var isOurs = true; isOurs;)
        {
            try
            {
                var now = services.Time.GetUtcNow();
                if (await TryPutAsync(run with { State = state, Reason = reason, Counters = counters, HeartbeatAt = now, EndedAt = now }).ConfigureAwait(false) is { } kept) return kept;
                (run, isOurs) = await ReadAgainAsync(run).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.IsTransient && !shutdown.IsCancellationRequested)
            {
                // Who looks sees it running, and interrupted should this process end before the settings are back.
                await Task.Delay(RunLimits.Heartbeat, services.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return run;
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
