using Reprise.Routing;
using Reprise.Settings;

namespace Reprise.Server.Routing;

internal static class RoutingServices
{
    /// <summary>Routes of projects at the gateway. Expects the store of settings to be registered by others.</summary>
    public static IServiceCollection AddRoutes(this IServiceCollection services)
    {
        services.AddSingleton(s => new Routes(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Router>();
        return services.AddHostedService<RouteReading>();
    }
}
