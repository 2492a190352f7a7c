using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Encryption;
using Reprise.Server.Encryption;
using Reprise.Settings;
using Reprise.Storage.Postgres;
using Reprise.Storage.Postgres.Settings;
using Reprise.Storage.Sqlite.Settings;

namespace Reprise.Server.Stores;

/// <summary>Chooses where settings and the audit log are kept by <c>Storage:Settings</c>: beside interactions in PostgreSQL, else in a file of the data folder.</summary>
internal static class SettingsStoreServices
{
    public const string FileName = "settings.db";

    public static IServiceCollection AddSettingsStore(this IServiceCollection services, IConfiguration configuration, string data)
    {
        services.TryAddSingleton(TimeProvider.System);
        var engine = configuration["Storage:Settings"] is { Length: > 0 } chosen ? chosen : configuration["Storage:Engine"] == "postgres" ? "postgres" : "sqlite";
        var isShared = configuration["Storage:Engine"] is "postgres" or "clickhouse";
        services.AddHostedService(s => new SettingsStoreOpening(s.GetRequiredService<ISettingsStore>(), isAlone: isShared && engine == "sqlite", s.GetRequiredService<ILogger<SettingsStoreOpening>>()));
        services.AddSingleton(s => new SettingsEngine(engine switch
        {
            "sqlite" => new SqliteSettingsStore(Path.Combine(data, FileName), s.GetRequiredService<TimeProvider>()),
            "postgres" => new PostgresSettingsStore(PostgresOptions(configuration), s.GetRequiredService<TimeProvider>()),
            _ => throw new InvalidOperationException($"Storage:Settings is '{engine}'; it must be sqlite or postgres."),
        }));
        services.AddEncryption(configuration, data);
        return services.AddSingleton<ISettingsStore>(s => new EncryptedSettingsStore(s.GetRequiredService<SettingsEngine>().Store, s.GetRequiredService<KeyShelf>(), s.GetService<ISealer>()));
    }

    private static PostgresStoreOptions PostgresOptions(IConfiguration configuration)
    {
        var options = new PostgresStoreOptions();
        configuration.GetSection("Storage:Postgres").Bind(options);
        return options;
    }
}
