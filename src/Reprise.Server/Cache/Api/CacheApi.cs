using Reprise.Cache;
using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Cache.Experiments;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Cache.Statistics;
using Reprise.Cache.Tools;
using Reprise.Capture;
using Reprise.Server.Cache.Tools;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Cache.Api;

/// <summary>The cache as people and programs see it: what it needs and its routes.</summary>
internal static class CacheApi
{
    public static IServiceCollection AddCacheApi(this IServiceCollection services)
    {
        services.AddSingleton(s => new CacheCuration(
            s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<CachePolicies>(), s.GetRequiredService<PolicyChanges>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new StatisticsReader(s.GetRequiredService<IInteractionStore>()));
        services.AddSingleton<HeldEntries>().AddSingleton<CacheReport>().AddSingleton<ExplainedRequests>().AddSingleton<CacheReads>().AddSingleton<CacheTuner>();
        services.AddSingleton(s => new CacheExperiments(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<CachePolicies>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new ExperimentReader(s.GetRequiredService<IInteractionStore>())).AddSingleton<ExperimentReport>();

        // Calls that were logged.
        services.AddSingleton<ToolKeys>();
        services.AddSingleton(s => new ToolAnswers(
            s.GetRequiredService<ToolKeys>(), s.GetRequiredService<CacheIndex>(), s.GetRequiredService<CacheLookup>(), s.GetRequiredService<ICandidateJudge>(), s.GetRequiredService<IInteractionStore>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ToolFill>().AddHostedService(s => s.GetRequiredService<ToolFill>());
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<ToolFill>());
        services.AddSingleton<ToolCatchUp>();
        return services.AddHostedService(s => s.GetRequiredService<ToolCatchUp>());
    }

    public static IEndpointRouteBuilder MapCache(this IEndpointRouteBuilder routes) =>
        routes.MapCachePolicies().MapCacheStatistics().MapCacheCuration().MapCacheTools().MapCacheReads().MapCacheTuning().MapCacheExperiments();
}
