using Reprise.Batches;
using Reprise.Capture;
using Reprise.Cache.Entries;
using Reprise.Datasets;
using Reprise.Interactions;
using Reprise.Privacy.Erasure;
using Reprise.Privacy.Policies;
using Reprise.Retention;
using Reprise.Server.Cache;
using Reprise.Server.Stores;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Erasure;

/// <summary>Erasure, and the guard that keeps out what was erased. Expects the stores to be registered; what decorates the store later sees nothing that was erased.</summary>
internal static class ErasureServices
{
    /// <summary>Kinds that are gone through in a way of their own, or are about the person on purpose: who opted out stays out.</summary>
    private static readonly string[] s_otherKinds = [ErasureRecord.SettingKind, ErasureRecord.IdsKind, SettingsDatasets.PartKind, Batch.PartKind, PrivacyPolicies.OptOutKind, "encryption.key", "user", "api_key", "member", "sign_in"];

    public static IServiceCollection AddErasure(this IServiceCollection services)
    {
        services.AddSingleton(s => new ErasedIds(s.GetRequiredService<ISettingsStore>()));
        services.Decorate<IInteractionStore>((s, inner) => new ErasureGuardStore(inner, s.GetRequiredService<ErasedIds>()));
        services.AddSingleton(s => new ErasureShelf(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IErasedPlace>(s => new ErasedJournal(s.GetRequiredService<CaptureQueue>(), s.GetRequiredService<CapturePipeline>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IErasedPlace>(s => new ErasedCache(s.GetRequiredService<CacheIndex>(), s.GetRequiredService<CacheOpening>(), s.GetRequiredService<AnswerMemory>()));
        services.AddSingleton<IErasedPlace>(s => new ErasedCases(s.GetRequiredService<ISettingsStore>()));
        services.AddSingleton<IErasedPlace>(s => new ErasedSettings(s.GetRequiredService<ISettingsStore>(), [.. StoreEngines.SettingKinds.Except(s_otherKinds, StringComparer.Ordinal)]));
        services.AddSingleton<IErasedPlace>(s => new ErasedAudit(s.GetRequiredService<ISettingsStore>()));
        services.AddSingleton(s => new ErasureRun(
            s.GetRequiredService<IInteractionStore>(),
            s.GetRequiredService<ISettingsStore>(),
            s.GetRequiredService<Holds>(),
            s.GetRequiredService<ErasedIds>(),
            [.. s.GetServices<IErasedPlace>()],
            s.GetRequiredService<ErasureShelf>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ErasureHost>();
        return services.AddHostedService(s => s.GetRequiredService<ErasureHost>());
    }
}
