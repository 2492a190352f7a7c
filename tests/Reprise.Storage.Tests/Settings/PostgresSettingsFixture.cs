using Npgsql;
using Reprise.Settings;
using Reprise.Storage.Postgres;
using Reprise.Storage.Postgres.Settings;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Settings;

/// <summary>Settings stores on a real PostgreSQL.</summary>
public sealed class PostgresSettingsFixture : SettingsFixture
{
    /// <summary>A new, empty database.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

    /// <summary>An open store on a database that others may use too.</summary>
    public Task<ISettingsStore> OpenOnAsync(string database) => OpenAsync(new PostgresSettingsStore(new PostgresStoreOptions { ConnectionString = database }, Time));

    /// <summary>Runs a statement and gives its first value.</summary>
    public static async Task<object?> AskAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends all other sessions on a database, as a crash of theirs would; gives their number.</summary>
    public static Task<object?> EndSessionsAsync(string database, string condition = "true") =>
        AskAsync(database, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}");

    protected override async Task<ISettingsStore> CreateAsync() => new PostgresSettingsStore(new PostgresStoreOptions { ConnectionString = await CreateDatabaseAsync() }, Time);
}
