using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Stores;

/// <summary>Opens the settings store when the server starts. What may pass is waited for by whoever needs it; what will not, such as a newer version's database, stops the start.</summary>
/// <param name="settings">To be opened.</param>
/// <param name="isAlone">Whether interactions are where other servers can be, and settings are not.</param>
/// <param name="log">Gets what stands in the way.</param>
internal sealed partial class SettingsStoreOpening(ISettingsStore settings, bool isAlone, ILogger<SettingsStoreOpening> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (isAlone) Log.Alone(log);
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

        [LoggerMessage(4012, LogLevel.Warning, "Interactions are in a database that other servers can share, and legal holds and policies in a file of this one alone. With more than one server set Storage:Settings=postgres: each would remove what another one holds")]
        public static partial void Alone(ILogger logger);
    }
}
