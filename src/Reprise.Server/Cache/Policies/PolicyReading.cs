using Reprise.Cache.Policies;
using Reprise.Store;

namespace Reprise.Server.Cache.Policies;

/// <summary>Reads policies when the server starts and whenever one changes. While they cannot be read the cache stands aside and requests go upstream.</summary>
internal sealed partial class PolicyReading(CachePolicies policies, TimeProvider time, ILogger<PolicyReading> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>The first request that comes finds them read, unless the store is not there yet.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await policies.WaitAsync(stoppingToken);
            if (!await TryReadAsync(stoppingToken)) await Task.Delay(s_pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await policies.RefreshAsync(cancellationToken);
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
        [LoggerMessage(2001, LogLevel.Warning, "Policies of the cache cannot be read; nothing is answered from it until they can: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
