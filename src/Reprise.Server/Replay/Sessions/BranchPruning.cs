using Reprise.Replay.Sessions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Replay.Sessions;

/// <summary>Forgets branches whose session is no longer on record, every hour and on one server only: what was changed in them may quote what was erased.</summary>
internal sealed partial class BranchPruning(SessionReplayer replayer, ISettingsStore settings, TimeProvider time, ILogger<BranchPruning> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await settings.TryLeadAsync(stoppingToken) && await replayer.PruneAsync(stoppingToken) is > 0 and var count) Pruned(log, count);
            }
            catch (StoreException e)
            {
                Late(log, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Count} branches whose session is no longer on record")]
    private static partial void Pruned(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Branches could not be looked through; trying again in an hour")]
    private static partial void Late(ILogger log, Exception exception);
}
