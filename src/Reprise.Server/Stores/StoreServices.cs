using Reprise.Storage.ClickHouse;
using Reprise.Storage.Postgres;
using Reprise.Storage.Sqlite;

namespace Reprise.Server.Stores;

/// <summary>Chooses the engine by <c>Storage:Engine</c>: the only place that knows them all.</summary>
internal static class StoreServices
{
    public static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration, string data) => configuration["Storage:Engine"] switch
    {
        null or "" or "sqlite" => services.AddSqliteStore(SqliteOptions(configuration, data)),
        "postgres" => services.AddPostgresStore(PostgresOptions(configuration)),
        "clickhouse" => services.AddClickHouseStore(ClickHouseOptions(configuration)),
        var other => throw new InvalidOperationException($"Storage:Engine is '{other}'; it must be sqlite, postgres or clickhouse."),
    };

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
