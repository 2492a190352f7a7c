using Reprise.Encryption;
using Reprise.Settings;
using Reprise.Storage.ClickHouse;
using Reprise.Storage.Postgres;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Server.Stores;

/// <summary>Chooses the engine by <c>Storage:Engine</c>: the only place that knows them all.</summary>
internal static class StoreServices
{
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration, string data)
    {
        var engine = configuration["Storage:Engine"];
        _ = engine switch
        {
            null or "" or "sqlite" => services.AddSqliteStore(SqliteOptions(configuration, data)),
            "postgres" => services.AddPostgresStore(PostgresOptions(configuration)),
            "clickhouse" => services.AddClickHouseStore(ClickHouseOptions(configuration)),
            _ => throw new InvalidOperationException($"Storage:Engine is '{engine}'; it must be sqlite, postgres or clickhouse."),
        };
        // SQLite shares pieces of bodies, so it seals them itself, many at once.
        return services.Decorate<IInteractionStore>((s, inner) => s.GetService<ISealer>() is { } sealer
            ? new EncryptedInteractionStore(inner, sealer, sealsBodies: engine is "postgres" or "clickhouse", s.GetRequiredService<ISettingsStore>().OpenAsync, s.GetRequiredService<PlainBefore>())
            : inner);
    }

    /// <summary>Puts something around what is registered. The container then disposes of the outer one, which disposes of the inner one.</summary>
    internal static IServiceCollection Decorate<T>(this IServiceCollection services, Func<IServiceProvider, T, T> around)
        where T : class
    {
        var inner = services.Last(descriptor => descriptor.ServiceType == typeof(T) && !descriptor.IsKeyedService);
        services.Remove(inner);
        return services.AddSingleton(s => around(s, (T)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(s) ?? throw new InvalidOperationException($"{typeof(T).Name} is not registered by a factory."))));
    }

    internal static SqliteStoreOptions SqliteOptions(IConfiguration configuration, string data)
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(data, "reprise.db") };
        configuration.GetSection("Storage:Sqlite").Bind(options);
        return options;
    }

    internal static PostgresStoreOptions PostgresOptions(IConfiguration configuration)
    {
        var options = new PostgresStoreOptions();
        configuration.GetSection("Storage:Postgres").Bind(options);
        return options;
    }

    internal static ClickHouseStoreOptions ClickHouseOptions(IConfiguration configuration)
    {
        var options = new ClickHouseStoreOptions();
        configuration.GetSection("Storage:ClickHouse").Bind(options);
        return options;
    }
}
