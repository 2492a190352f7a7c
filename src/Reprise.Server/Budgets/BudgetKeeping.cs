using Reprise.Budgets;
using Reprise.Store;

namespace Reprise.Server.Budgets;

/// <summary>Writes down now and then what keys have spent.</summary>
internal sealed class BudgetKeeping(KeySpends spends, TimeProvider time, ILogger<BudgetKeeping> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await spends.WriteAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            BudgetLog.NotWritten(log, e.Message);
        }
    }
}
