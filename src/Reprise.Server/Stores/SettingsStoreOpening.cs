using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Stores;

/// <summary>Opens the settings store when the server starts. What may pass is waited for by whoever needs it; what will not, such as a newer version's database, stops the start.</summary>
internal sealed partial class SettingsStoreOpening(ISettingsStore settings, ILogger<SettingsStoreOpening> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await settings.OpenAsync(cancellationToken);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            Log.NotYet(log, e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Warning, "Settings cannot be read yet: {Reason}")]
        public static partial void NotYet(ILogger logger, string reason);
    }
}
