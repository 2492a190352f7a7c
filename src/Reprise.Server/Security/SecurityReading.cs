using Reprise.Security.Policies;
using Reprise.Store;

namespace Reprise.Server.Security;

/// <summary>Reads security policies when the server starts and whenever one changes.</summary>
internal sealed partial class SecurityReading(SecurityPolicies policies, TimeProvider time, ILogger<SecurityReading> log) : BackgroundService
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
        [LoggerMessage(6201, LogLevel.Warning, "Security policies cannot be read; those read before go on: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
