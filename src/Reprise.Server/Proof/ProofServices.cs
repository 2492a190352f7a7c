using Microsoft.Extensions.Options;
using Reprise.Proof;
using Reprise.Server.Hosting;
using Reprise.Server.Stores;
using Reprise.Settings;
using Reprise.Storage.Postgres.Proof;
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
        services.AddSingleton(_ => OpenStore(configuration, data));
        services.AddSingleton(s => new ProofStatusReport(s.GetService<ProofLog>()));
        if (configuration.GetValue<bool?>($"{ProofOptions.Section}:{nameof(ProofOptions.Enabled)}") == false) return services;
        services.AddSingleton(s =>
        {
            var options = s.GetRequiredService<IOptions<ProofOptions>>().Value;
            var log = s.GetService<ILogger<ProofLog>>();
            return new ProofLog(s.GetRequiredService<IProofStore>(), options, KeyFile(options, data), $"{Environment.MachineName}:{Path.GetFullPath(data)}", s.GetRequiredService<TimeProvider>(), log);
        });
        services.AddSingleton<ProofReads>();
        services.Decorate<IInteractionStore>((s, inner) => new ProvenStore(inner, s.GetRequiredService<ProofLog>()));
        return services.Decorate<ISettingsStore>((s, inner) => new ProvenSettings(inner, s.GetRequiredService<ProofLog>()));
    }

    /// <summary>Where the private key is.</summary>
    public static string KeyFile(ProofOptions options, string data) => options.KeyFile is { Length: > 0 } file ? file : Path.Combine(data, KeyFileName);

    private static IProofStore OpenStore(IConfiguration configuration, string data)
    {
        // Beside settings, so that all servers of one record add to one chain.
        if ((configuration["Storage:Settings"] is { Length: > 0 } chosen ? chosen : configuration["Storage:Engine"]) == "postgres") return new PostgresProofStore(StoreServices.PostgresOptions(configuration));
        var synchronous = configuration["Storage:Engine"] is null or "" or "sqlite" ? StoreServices.SqliteOptions(configuration, data).Synchronous : SqliteSynchronous.Full;
        return new SqliteProofStore(Path.Combine(data, SqliteProofStore.FileName), synchronous);
    }
}
