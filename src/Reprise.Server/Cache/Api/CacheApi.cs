using Reprise.Cache.Curation;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>The cache as people and programs see it: what it needs and its routes.</summary>
internal static class CacheApi
{
    public static IServiceCollection AddCacheApi(this IServiceCollection services)
    {
        services.AddSingleton(s => new CacheCuration(
            s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<PolicyChanges>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new StatisticsReader(s.GetRequiredService<IInteractionStore>()));
        return services.AddSingleton<CacheReport>();
    }

    public static IEndpointRouteBuilder MapCache(this IEndpointRouteBuilder routes) => routes.MapCachePolicies().MapCacheStatistics().MapCacheCuration();
}
