using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Cache.Entries;

namespace Reprise.Storage.Sqlite.Cache;

/// <summary>Registers the entries of the cache.</summary>
public static class SqliteCacheRegistration
{
    /// <summary>Keeps the cache's entries in one SQLite file. Needs a <see cref="TimeProvider"/>; uses the system's where none is registered.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The file, such as <c>cache.db</c> in the data folder.</param>
    public static IServiceCollection AddSqliteCacheEntries(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICacheEntries>(provider => new SqliteCacheEntries(path, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
