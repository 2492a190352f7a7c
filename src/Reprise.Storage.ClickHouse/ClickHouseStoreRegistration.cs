using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>Registers the ClickHouse store.</summary>
public static class ClickHouseStoreRegistration
{
    /// <summary>Keeps interactions in a ClickHouse database, over HTTP. Needs a <see cref="TimeProvider"/>; uses the system's where none is registered.</summary>
    public static IServiceCollection AddClickHouseStore(this IServiceCollection services, ClickHouseStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IInteractionStore>(provider => new ClickHouseInteractionStore(options, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
