using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Reprise.Store;

namespace Reprise.Storage.Postgres;

/// <summary>Registers the PostgreSQL store.</summary>
public static class PostgresStoreRegistration
{
    /// <summary>Keeps interactions in a PostgreSQL database. Uses the system's <see cref="TimeProvider"/> where none is registered.</summary>
    public static IServiceCollection AddPostgresStore(this IServiceCollection services, PostgresStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IInteractionStore>(provider => new PostgresInteractionStore(options, provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<PostgresInteractionStore>>()));
        return services;
    }
}
