using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Encryption;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>Registers the SQLite store.</summary>
public static class SqliteStoreRegistration
{
    /// <summary>Keeps interactions in one SQLite file. Needs a <see cref="TimeProvider"/>; uses the system's where none is registered.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IInteractionStore>(provider => new SqliteInteractionStore(options, provider.GetRequiredService<TimeProvider>(), provider.GetService<ISealer>()));
        return services;
    }

    /// <summary>The same with defaults but for the file.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string path) => services.AddSqliteStore(new SqliteStoreOptions { Path = path });
}
