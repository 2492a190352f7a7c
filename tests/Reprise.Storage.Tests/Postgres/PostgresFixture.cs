using System.Security.Cryptography;
using Npgsql;
using Reprise.Storage.Postgres;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Postgres;

/// <summary>Stores in schemas of their own in one database of the server that all tests share: a schema is made in a third of the time that a database takes.</summary>
/// <param name="canFail">Whether a wire that can be cut lies between the stores and the server.</param>
public sealed class PostgresFixture(bool canFail = false) : StoreFixture
{
    private static readonly Lazy<Task<string>> s_database = new(MakeDatabaseAsync, LazyThreadSafetyMode.ExecutionAndPublication);
    private static int s_count;
    private readonly Dictionary<IInteractionStore, (PostgresStoreOptions Options, CuttableWire? Wire)> _stores = [];

    /// <summary>Options for a store in a new schema.</summary>
    public static async Task<PostgresStoreOptions> NewOptionsAsync() => Options(await s_database.Value);

    public override void FailAt(IInteractionStore store, int step) => _stores[store].Wire!.CutAt(step);

    public override bool Heal(IInteractionStore store) => _stores[store].Wire!.Heal();

    protected override IInteractionStore Create()
    {
        // Starting the server takes seconds and happens once; whoever is first waits for it.
        var options = Options(Task.Run(() => s_database.Value).GetAwaiter().GetResult());
        CuttableWire? wire = null;
        if (canFail)
        {
            var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            wire = new CuttableWire(connection.Host!, connection.Port);
            options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Host = "127.0.0.1", Port = wire.Port }.ConnectionString;
        }

        return Create(options, wire);
    }

    protected override IInteractionStore CreateOver(IInteractionStore store) => Create(_stores[store].Options, _stores[store].Wire);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var (_, wire) in _stores.Values) wire?.Dispose();
    }

    private PostgresInteractionStore Create(PostgresStoreOptions options, CuttableWire? wire)
    {
        var store = new PostgresInteractionStore(options, TimeProvider.System);
        _stores.Add(store, (options, wire));
        return store;
    }

    private static PostgresStoreOptions Options(string database) => new()
    {
        ConnectionString = database,
        Schema = $"t{Interlocked.Increment(ref s_count):0000}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}",
        // Rollups are kept, and put in order when a test says so.
        MaintenanceInterval = TimeSpan.FromDays(1),
    };

    private static async Task<string> MakeDatabaseAsync()
    {
        var server = await PostgresServer.SharedAsync();
        // Each store has a pool of its own; tests that run side by side share the server's connections.
        return new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { MaxPoolSize = 12, ConnectionIdleLifetime = 2, ConnectionPruningInterval = 1 }.ConnectionString;
    }
}
