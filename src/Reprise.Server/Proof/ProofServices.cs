using Microsoft.Extensions.Options;
using Reprise.Proof;
using Reprise.Server.Hosting;
using Reprise.Server.Stores;
using Reprise.Settings;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Proof;
using Reprise.Store;

namespace Reprise.Server.Proof;

/// <summary>Puts the proof around the stores of the record and of the settings. Comes behind everything else that stands around them.</summary>
internal static class ProofServices
{
    public const string KeyFileName = "proof.key";

    public static IServiceCollection AddProof(this IServiceCollection services, IConfiguration configuration, string data)
    {
        services.AddSettings<ProofOptions>(configuration, ProofOptions.Section, options => options.Mistakes());
        services.AddSingleton(s => OpenStore(s, configuration, data));
        if (configuration.GetValue<bool?>($"{ProofOptions.Section}:{nameof(ProofOptions.Enabled)}") == false) return services;
        services.AddSingleton(s =>
        {
            var options = s.GetRequiredService<IOptions<ProofOptions>>().Value;
            var log = s.GetService<ILogger<ProofLog>>();
            return new ProofLog(s.GetRequiredService<IProofStore>(), options, KeyFile(options, data), $"{Environment.MachineName}:{Path.GetFullPath(data)}", s.GetRequiredService<TimeProvider>(), log);
        });
        services.Decorate<IInteractionStore>((s, inner) => new ProvenStore(inner, s.GetRequiredService<ProofLog>()));
        return services.Decorate<ISettingsStore>((s, inner) => new ProvenSettings(inner, s.GetRequiredService<ProofLog>()));
    }

    /// <summary>Where the private key is.</summary>
    public static string KeyFile(ProofOptions options, string data) => options.KeyFile is { Length: > 0 } file ? file : Path.Combine(data, KeyFileName);

    private static IProofStore OpenStore(IServiceProvider services, IConfiguration configuration, string data)
    {
        var synchronous = configuration["Storage:Engine"] is null or "" or "sqlite" ? StoreServices.SqliteOptions(configuration, data).Synchronous : SqliteSynchronous.Full;
        return new SqliteProofStore(Path.Combine(data, SqliteProofStore.FileName), synchronous);
    }

    /// <summary>Replaces a service by one around it. The one inside is made by its own registration and disposed by the one outside.</summary>
    private static IServiceCollection Decorate<T>(this IServiceCollection services, Func<IServiceProvider, T, T> around) where T : class
    {
        var inner = services.Last(static service => service.ServiceType == typeof(T));
        services.Remove(inner);
        return services.AddSingleton(s => around(s, (T)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(s) ?? ActivatorUtilities.CreateInstance(s, inner.ImplementationType!))));
    }
}
