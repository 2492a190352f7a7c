using Reprise.Routing;
using Reprise.Store;

namespace Reprise.Server.Routing;

/// <summary>Reads routes when the server starts and whenever one changes.</summary>
internal sealed partial class RouteReading(Routes routes, TimeProvider time, ILogger<RouteReading> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private bool _isRead;

    /// <summary>The first call that comes finds them read, unless the store is not there yet.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _isRead = await TryReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (_isRead) await routes.WaitAsync(stoppingToken);
            else await Task.Delay(s_pause, time, stoppingToken);
            _isRead = await TryReadAsync(stoppingToken);
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await routes.RefreshAsync(cancellationToken);
            return true;
        }
        catch (StoreException e)
        {
            Log.NotRead(log, e.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1160, LogLevel.Warning, "Routes cannot be read; those read before go on: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
