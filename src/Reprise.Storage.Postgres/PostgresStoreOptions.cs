namespace Reprise.Storage.Postgres;

/// <summary>How the PostgreSQL store works. Several servers may use one database at the same time.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>
    /// How to connect, as Npgsql reads it: <c>Host=db;Database=reprise;Username=reprise;Password=…</c>. Its <c>Maximum Pool Size</c> (default 20 here),
    /// <c>Timeout</c> (seconds to connect or to get a connection from the pool, default 15) and <c>SSL Mode</c> count.
    /// </summary>
    public string ConnectionString { get; set; } = "Host=localhost;Database=reprise;Username=reprise";

    /// <summary>The schema that holds the tables; made where it is missing and allowed. Default <c>public</c>.</summary>
    public string Schema { get; set; } = "public";

    /// <summary>Most time for one statement, held by the server too; what takes longer fails as transient. Default 60 seconds.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Most time a statement waits for a lock that another holds. Default 15 seconds.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often rollups are put in order in the background, by one server at a time. Zero: none are kept, and sums are made of rows. Default 15 seconds.</summary>
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromSeconds(15);
}
