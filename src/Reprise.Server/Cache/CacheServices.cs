using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reprise.Cache;
using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Cache.Judging;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Encryption;
using Reprise.Server.Cache.Checks;
using Reprise.Server.Cache.Embedders;
using Reprise.Server.Hosting;
using Reprise.Server.Status;
using Reprise.Server.Stores;
using Reprise.Storage.Sqlite.Cache;
using Reprise.Store;

namespace Reprise.Server.Cache;

internal static class CacheServices
{
    private const string PlainName = "cache";
    private const string SealedName = "cache.sealed";

    /// <summary>The cache: its entries, what is asked of them, and what keeps them abreast of the record. Expects the stores, the recorder and policies to be registered before.</summary>
    public static IServiceCollection AddCache(this IServiceCollection services, IConfiguration configuration, string data)
    {
        services.AddSettings<CacheOptions>(configuration, CacheOptions.Section, static options => options.Mistakes());
        services.AddSingleton(s => s.GetRequiredService<IOptions<CacheOptions>>().Value);
        services.ObserveStore();

        // Entries, and what is decided by them.
        var isSealed = services.Any(static service => service.ServiceType == typeof(ISealer));
        var name = isSealed ? SealedName : PlainName;
        services.AddSqliteCacheEntries(Path.Combine(data, name + ".db"));
        if (isSealed)
        {
            services.Decorate<ICacheEntries>((s, inner) => new EncryptedCacheEntries(inner, s.GetRequiredService<ISealer>(), () => DropPlain(data)));
        }

        services.AddCacheEmbedder(configuration);
        services.AddSingleton(s => new CacheIndex(
            s.GetRequiredService<ICacheEntries>(), s.GetRequiredService<IEmbedder>(), Path.Combine(data, name + ".vectors"), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<CacheIndex>>(), s.GetService<ISealer>()));
        services.TryAddSingleton<ICandidateJudge>(static _ => CandidateJudge.Shared);
        services.AddSingleton(s => new ShadowChecks(s.GetRequiredService<TimeProvider>())).AddSingleton<CheckBook>();
        services.TryAddSingleton<IRequiredProbability>(static s => s.GetRequiredService<ShadowChecks>());
        services.AddSingleton(s => new CacheLookup(
            s.GetRequiredService<CacheIndex>(), s.GetRequiredService<ICandidateJudge>(), s.GetService<ISecondOpinion>(), s.GetRequiredService<IRequiredProbability>(), s.GetRequiredService<TimeProvider>()));

        // Serving.
        services.AddSingleton<CacheCounters>().AddSingleton<CacheBounds>().AddSingleton<CacheDoubts>().AddSingleton<CacheFollowing>().AddSingleton<CacheOpening>()
            .AddSingleton<AnswerMemory>().AddSingleton<AnswerReads>().AddSingleton<AnswerSource>().AddSingleton<Flights>().AddSingleton<PendingKeys>();
        services.AddSingleton<CachedReply>().AddSingleton<CacheServing>().AddSingleton<CacheStep>();
        services.AddSingleton<HitChecks>().AddHostedService(s => s.GetRequiredService<HitChecks>());

        // Keeping.
        services.AddSingleton<CacheFill>().AddHostedService(s => s.GetRequiredService<CacheFill>());
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<CacheFill>());
        services.AddSingleton<CacheEntryCounts>().AddSingleton<CacheStatusReport>();
        services.AddSingleton<CacheCatchUp>().AddSingleton<CacheSweep>();
        return services.AddHostedService<CacheSync>();
    }

    /// <summary>What an encrypted server finds of a plain cache is of no use to it, and holds what people asked: the sealed one is filled from the record.</summary>
    private static void DropPlain(string data)
    {
        try
        {
            foreach (var file in Directory.GetFiles(data, PlainName + ".db*").Concat(Directory.GetFiles(data, PlainName + ".vectors*"))) File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CacheEntriesException($"The plain cache of before encryption cannot be deleted: {e.Message}", e);
        }
    }

    /// <summary>Puts the cache's eyes before the store that was registered.</summary>
    private static void ObserveStore(this IServiceCollection services)
    {
        services.AddSingleton<CacheChanges>();
        var registered = services.Last(static service => service.ServiceType == typeof(IInteractionStore));
        var make = registered.ImplementationFactory ?? throw new InvalidOperationException("The store is expected to be registered by a factory.");
        services.Remove(registered);
        services.AddSingleton<IInteractionStore>(s => new CacheObservedStore((IInteractionStore)make(s), s.GetRequiredService<CacheChanges>()));
    }
}
