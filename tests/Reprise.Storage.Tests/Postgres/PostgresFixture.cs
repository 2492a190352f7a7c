using Npgsql;
using Reprise.Storage.Postgres;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>Stores in schemas of their own in one database of the server that all tests share: a schema is made in a third of the time that a database takes.</summary>
public sealed class PostgresFixture : StoreFixture
{
    private static readonly Lazy<Task<string>> s_database = new(MakeDatabaseAsync, LazyThreadSafetyMode.ExecutionAndPublication);
    private static int s_count;
    private readonly Dictionary<IInteractionStore, string> _schemas = [];

    /// <summary>Options for a store in a new schema.</summary>
    public static async Task<PostgresStoreOptions> NewOptionsAsync() => Options(await s_database.Value, NewSchema());

    protected override IInteractionStore Create()
    {
        // Starting the server takes seconds and happens once; whoever is first waits for it.
        var database = Task.Run(() => s_database.Value).GetAwaiter().GetResult();
        var schema = NewSchema();
        var store = new PostgresInteractionStore(Options(database, schema), TimeProvider.System);
        _schemas.Add(store, schema);
        return store;
    }

    private static string NewSchema() => $"t{Interlocked.Increment(ref s_count):0000}_{Guid.NewGuid().ToString("N")[..8]}";

    private static PostgresStoreOptions Options(string database, string schema) => new() { ConnectionString = database, Schema = schema };

    private static async Task<string> MakeDatabaseAsync()
    {
        var server = await PostgresServer.SharedAsync();
        // Each store has a pool of its own; tests that run side by side share the server's connections.
        return new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { MaxPoolSize = 12, ConnectionIdleLifetime = 2, ConnectionPruningInterval = 1 }.ConnectionString;
    }
}
