using System.Globalization;
using Npgsql;

namespace Reprise.Storage.Postgres;

/// <summary>Connections to one database and schema, each with bounds on how long anything may take.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    // Few enough that several servers share a database with 100 connections.
    private const int DefaultPool = 20;
    private const string VanishedClient = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=60000";

    private readonly NpgsqlDataSource _source;
    private long _opened;

    public PostgresDatabase(PostgresStoreOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Name = string.Create(CultureInfo.InvariantCulture, $"{connection.Host}:{connection.Port}/{connection.Database}");
        Schema = options.Schema;
        KeepsRollups = options.MaintenanceInterval > TimeSpan.Zero;
        if (!IsSet(connection, "Maximum Pool Size")) connection.MaxPoolSize = DefaultPool;
        if (!IsSet(connection, "Application Name")) connection.ApplicationName = "reprise";
        connection.CommandTimeout = Math.Max(1, (int)options.CommandTimeout.TotalSeconds);
        connection.SearchPath = Quote(Schema);
        // The server's own limits hold where the client is gone: one whose machine vanished without a word is found out within a minute, and with it go the locks
        // it held. Row estimates decide well enough here; compiling queries of milliseconds costs more than it gives.
        connection.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{connection.Options} -c lock_timeout={(long)options.LockTimeout.TotalMilliseconds} -c statement_timeout={connection.CommandTimeout * 1000L} -c idle_in_transaction_session_timeout=120000 {VanishedClient} -c jit=off -c timezone=UTC").TrimStart();
        var builder = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        builder.UsePhysicalConnectionInitializer(_ => Count(), _ =>
        {
            Count();
            return Task.CompletedTask;
        });
        _source = builder.Build();

        void Count() => Interlocked.Increment(ref _opened);
    }

    /// <summary>
    /// How many connections were made so far. When it grows, what was seen committed before may be gone: the database failed over to a replica that was behind, or was
    /// brought back to an earlier moment. Neither leaves an old connection alive.
    /// </summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Host, port and database, for messages.</summary>
    public string Name { get; }

    public string Schema { get; }

    /// <summary>Whether this server writes rollups, and answers from them where all do: without maintenance they would only grow.</summary>
    public bool KeepsRollups { get; }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Connections that wait in the pool are closed; those in use are when they come back.</summary>
    public void Clear() => _source.Clear();

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static bool IsSet(NpgsqlConnectionStringBuilder connection, string name) => connection.ContainsKey(name) && connection.ShouldSerialize(name);
}
