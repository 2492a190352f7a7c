using System.Collections.Concurrent;
using Reprise.Batches;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Batches;

/// <summary>
/// Brings all batches on that have not ended, a few at a time and each by itself. Of several servers one does what any could do; a server does besides what it alone can.
/// When it shuts down it waits for the steps under way no longer than the host waits: what was begun is found again.
/// </summary>
internal sealed partial class BatchHost(BatchServices services, BatchIntake intake, BatchWorker worker, ISettingsStore settings, ILogger<BatchHost> log) : BackgroundService
{
    private const int AtOnce = 4;

    /// <summary>How often is looked for batches that another server took, when none are open.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string Project, string Id), Task> _living = new();
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>A batch was taken or is to be ended: look now.</summary>
    public void Tell()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // One signal says it all.
        }
    }

    public override void Dispose()
    {
        _places.Dispose();
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var busy = services.Limits.PollFirst < TimeSpan.FromSeconds(1) ? services.Limits.PollFirst : TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            var isBusy = false;
            try
            {
                isBusy = await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (StoreException e)
            {
                Log.Unavailable(log, e);
            }

            try
            {
                await _news.WaitAsync(isBusy ? busy : s_idle, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(_living.Values);
    }

    /// <summary>True while there are batches that have not ended.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var all = await services.Shelf.ListAsync(null, cancellationToken);
        if (all.Count == 0) return false;
        var leads = await settings.TryLeadAsync(cancellationToken);
        var now = services.Time.GetUtcNow();
        foreach (var batch in all)
        {
            if (_living.ContainsKey((batch.Project, batch.Id))) continue;
            if (batch.HasEnded && !(leads && batch.EndedAt + services.Limits.KeepFor < now)) continue;
            // It begins when it is on the list: were it off it again before, it would stay there for good and never be brought on.
            var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _living[(batch.Project, batch.Id)] = LiveAsync(batch, leads, listed.Task, cancellationToken);
            listed.SetResult();
        }

        return all.Any(static batch => !batch.HasEnded);
    }

    private async Task LiveAsync(Batch batch, bool leads, Task listed, CancellationToken cancellationToken)
    {
        await listed;
        var hasPlace = false;
        try
        {
            await _places.WaitAsync(cancellationToken);
            hasPlace = true;
            if (batch.HasEnded) await intake.ForgetAsync(batch);
            else if (batch.State == BatchState.Taking && leads) await intake.TidyAsync(batch, cancellationToken);
            else if (await worker.AdvanceAsync(batch, leads, cancellationToken) is { HasEnded: true } ended) Log.Ended(log, ended.Id, ended.Project, ended.State);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (StoreException e)
        {
            Log.Unavailable(log, e);
        }
        catch (Exception e)
        {
            // The boundary: one batch that cannot be brought on must not keep the others.
            Log.Broke(log, e, batch.Id, batch.Project);
        }
        finally
        {
            if (hasPlace) _places.Release();
            _living.TryRemove((batch.Project, batch.Id), out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6201, LogLevel.Information, "Batch {Batch} of project {Project} has ended ({State})")]
        public static partial void Ended(ILogger logger, string batch, string project, BatchState state);

        [LoggerMessage(6202, LogLevel.Warning, "Batches wait: the settings cannot be read or written")]
        public static partial void Unavailable(ILogger logger, Exception exception);

        [LoggerMessage(6203, LogLevel.Error, "Batch {Batch} of project {Project} cannot be brought on; it is tried again")]
        public static partial void Broke(ILogger logger, Exception exception, string batch, string project);
    }
}
