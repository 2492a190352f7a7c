using Microsoft.Extensions.Options;
using Reprise.Cache.Policies;
using Reprise.Server.Hosting;
using Reprise.Settings;

namespace Reprise.Server.Cache.Policies;

internal static class PolicyServices
{
    /// <summary>Which requests take part in the cache, and under which policy. Expects the store of settings to be registered before.</summary>
    public static IServiceCollection AddCachePolicies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CacheUseOptions>(configuration, CacheUseOptions.Section, static options => options.Mistakes());
        services.AddSingleton(s => new CachePolicies(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<IOptions<CacheUseOptions>>().Value, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new PolicyChanges(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<CachePolicies>(), s.GetRequiredService<TimeProvider>()));
        return services.AddHostedService<PolicyReading>();
    }
}
