using Reprise.Retention;
using Reprise.Server.Api;
using Reprise.Settings;

namespace Reprise.Server.Retention;

/// <summary>Runs retention every so often, and when asked; on the server that leads, and one run at a time.</summary>
internal sealed partial class RetentionService(RetentionRun run, ISettingsStore settings, RetentionOptions options, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    // What a request may take; the answer then says that it goes on when it is sent again. Clients and proxies end what is silent for long.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _running = new(1, 1);

    /// <summary>One run for a person. Throws a problem when another server leads, or a run is under way.</summary>
    public async Task<RetentionReport> RunAsync(string? project, bool dryRun, string actor, CancellationToken cancellationToken)
    {
        if (dryRun) return await run.RunAsync(project, dryRun: true, actor, static _ => Task.FromResult(true), cancellationToken);
        if (!await settings.TryLeadAsync(cancellationToken))
            throw new ApiProblem(409, "not-leading", "Another server does this", "Several servers share this database, and another one of them leads. Retention runs there by itself; a dry run can be made here.");
        if (!await _running.WaitAsync(TimeSpan.Zero, cancellationToken))
            throw new ApiProblem(409, "retention-running", "Retention is running", "A run is under way. Try again when it has ended; what it removes is on the audit log.");
        try
        {
            var began = time.GetTimestamp();
            var first = true;
            return await run.RunAsync(project, dryRun: false, actor, MayGoOnAsync, cancellationToken);

            // One step in any case, however long counting took, so that asking again and again comes to an end.
            async Task<bool> MayGoOnAsync(CancellationToken cancellation)
            {
                var hasTime = first || time.GetElapsedTime(began) < Patience;
                first = false;
                return hasTime && await settings.TryLeadAsync(cancellation);
            }
        }
        finally
        {
            _running.Release();
        }
    }

    public override void Dispose()
    {
        _running.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Interval == TimeSpan.Zero) return;
        // Not right at the start, when there is enough else to do.
        await Task.Delay(options.FirstRunAfter, time, stoppingToken);
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            await RunByItselfAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunByItselfAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (!await settings.TryLeadAsync(stoppingToken) || !await _running.WaitAsync(TimeSpan.Zero, stoppingToken)) return;
            try
            {
                var report = await run.RunAsync(null, dryRun: false, "reprise", settings.TryLeadAsync, stoppingToken);
                foreach (var line in report.Lines.Where(static line => line.Interactions > 0)) Log.Removed(log, line.Interactions, line.Project, line.Rule, line.Limit, line.Kinds);
            }
            finally
            {
                _running.Release();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // The next run goes on with what this one left.
            Log.Failed(log, e, options.Interval);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "Retention removed {Interactions} of project {Project} by {Rule} {Limit} (kinds: {Kinds})")]
        public static partial void Removed(ILogger logger, long interactions, string project, string rule, long limit, string kinds);

        [LoggerMessage(4002, LogLevel.Warning, "Retention ended early and goes on in {Interval}")]
        public static partial void Failed(ILogger logger, Exception exception, TimeSpan interval);
    }
}
