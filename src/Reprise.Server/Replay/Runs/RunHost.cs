using System.Collections.Concurrent;
using Reprise.Replay;
using Reprise.Replay.Runs;

namespace Reprise.Server.Replay.Runs;

/// <summary>The runs that are under way on this server. When it shuts down they start no more calls, and those under way are waited for as long as the host waits.</summary>
internal sealed partial class RunHost(RunDesk desk, RunLife life, RunOptions options, ILogger<RunHost> log) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, Task> _living = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();

    public Task<ReplayRun> BeginAsync(string project, RunRequest request, string actor, CancellationToken cancellationToken) =>
        LaunchAsync(() => desk.BeginAsync(project, request, actor, cancellationToken), cancellationToken);

    public Task<ReplayRun> ResumeAsync(string project, string id, RunResumption how, string actor, CancellationToken cancellationToken) =>
        LaunchAsync(() => desk.ResumeAsync(project, id, how, actor, cancellationToken), cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await Task.WhenAll(_living.Values).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // As after a kill: the runs show as interrupted, and the record says what is done.
        }
    }

    public void Dispose()
    {
        _starting.Dispose();
        _stopping.Dispose();
    }

    private async Task<ReplayRun> LaunchAsync(Func<Task<ReplayRun>> order, CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_stopping.IsCancellationRequested) throw new ReplayException(RunObstacles.TooManyRuns, "The server is shutting down.");
            if (_living.Count >= options.MaxRuns)
                throw new ReplayException(RunObstacles.TooManyRuns, $"{options.MaxRuns} runs are under way here, and that is the most (Replay:MaxRuns).", "Stop one, or wait until one is done.");
            var run = await order();
            // It begins when it is on the list: one that ended before would stay there.
            var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _living[run.Id] = LiveAsync(run, listed.Task);
            listed.SetResult();
            return run;
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task LiveAsync(ReplayRun run, Task listed)
    {
        // Not on the request's own time.
        await listed;
        try
        {
            Log.Began(log, run.Id, run.Project, run.Total);
            var (ended, fault) = await life.LiveAsync(run, _stopping.Token);
            if (fault is not null) Log.Broke(log, fault, run.Id, run.Project);
            Log.Ended(log, run.Id, run.Project, ended.State, ended.Counters.Done, run.Total);
        }
        catch (Exception e)
        {
            // The boundary: a run that cannot even say how it ended must not end the server.
            Log.Broke(log, e, run.Id, run.Project);
        }
        finally
        {
            _living.TryRemove(run.Id, out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Information, "Run {Run} of project {Project} begins: {Total} originals")]
        public static partial void Began(ILogger logger, string run, string project, long total);

        [LoggerMessage(6102, LogLevel.Information, "Run {Run} of project {Project} ended ({State}): {Done} of {Total}")]
        public static partial void Ended(ILogger logger, string run, string project, RunState state, long done, long total);

        [LoggerMessage(6103, LogLevel.Error, "Run {Run} of project {Project} broke")]
        public static partial void Broke(ILogger logger, Exception exception, string run, string project);
    }
}
