using System.Globalization;
using Npgsql;
using Reprise.Store;

namespace Reprise.Storage.Postgres;

/// <summary>
/// Brings a database to the version this build writes. Each <c>Schema/NNN.sql</c> leads from one version to the next, in one transaction; of several servers
/// that start at once one does it and the others wait.
/// </summary>
internal static class PostgresSchema
{
    public const int Version = 3;

    public static async Task MigrateAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await CheckEncodingAsync(connection, database, cancellationToken).ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await AdvisoryLock.TakeAsync(connection, database.Schema, "schema", cancellationToken).ConfigureAwait(false);
        await PrepareAsync(connection, database, cancellationToken).ConfigureAwait(false);
        var version = await ScalarAsync(connection, "SELECT coalesce(max(version), 0)::bigint FROM reprise_schema", cancellationToken).ConfigureAwait(false);
        if (version > Version)
        {
            throw new StoreException($"The database {database.Name} was written by a newer version of Reprise (schema {version}; this build knows up to {Version}). Use that version or another database.");
        }

        while (version < Version)
        {
            version++;
            await ExecuteAsync(connection, Read(version), cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO reprise_schema (version) VALUES ({version})"), cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The schema and the table of versions. Asked first, so that a user who may create nothing can use what an administrator made.</summary>
    private static async Task PrepareAsync(NpgsqlConnection connection, PostgresDatabase database, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, "SELECT (to_regclass('reprise_schema') IS NOT NULL)::int::bigint", cancellationToken).ConfigureAwait(false) == 1) return;
        if (await ScalarAsync(connection, "SELECT (current_schema() IS NOT NULL)::int::bigint", cancellationToken).ConfigureAwait(false) == 0)
        {
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {PostgresDatabase.Quote(database.Schema)}", cancellationToken).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, "CREATE TABLE reprise_schema (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())", cancellationToken).ConfigureAwait(false);
    }

    private static async Task CheckEncodingAsync(NpgsqlConnection connection, PostgresDatabase database, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SHOW server_encoding", connection);
        var encoding = (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        if (encoding != "UTF8") throw new StoreException($"The database {database.Name} has the encoding {encoding}; Reprise needs one that was created with ENCODING 'UTF8'.");
        if (connection.PostgreSqlVersion.Major < 15) throw new StoreException($"The database {database.Name} is PostgreSQL {connection.PostgreSqlVersion}; Reprise needs 15 or newer.");
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Read(long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Reprise.Storage.Postgres.Schema.{version:000}.sql");
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema file {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
