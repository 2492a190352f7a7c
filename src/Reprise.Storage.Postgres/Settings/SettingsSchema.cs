using System.Globalization;
using Npgsql;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>
/// Brings the settings tables to the version this build writes. Each <c>Schema/NNN.sql</c> leads from one version to the next; all of them in one transaction,
/// under a lock, so that servers that start together wait for the first of them.
/// </summary>
internal static class SettingsSchema
{
    public const int Version = 1;

    public static async Task MigrateAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await AdvisoryLock.TakeAsync(connection, database.Schema, "settings", cancellationToken).ConfigureAwait(false);
        await PrepareAsync(connection, database, cancellationToken).ConfigureAwait(false);
        var version = await NumberAsync(connection, "SELECT coalesce(max(version), 0) FROM reprise_settings_version", cancellationToken).ConfigureAwait(false);
        if (version > Version)
            throw new StoreException($"The settings in the database {database.Name} were written by a newer version of Reprise (schema {version}; this build knows up to {Version}). Use that version or another database.");
        while (version < Version)
        {
            version++;
            await ExecuteAsync(connection, Read(version), cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO reprise_settings_version (version) VALUES ({version})"), cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The schema and the table of versions. Asked first, so that a user who may create nothing can use what an administrator made.</summary>
    private static async Task PrepareAsync(NpgsqlConnection connection, PostgresDatabase database, CancellationToken cancellationToken)
    {
        if (await NumberAsync(connection, "SELECT count(to_regclass('reprise_settings_version'))", cancellationToken).ConfigureAwait(false) > 0) return;
        if (await NumberAsync(connection, "SELECT count(current_schema())", cancellationToken).ConfigureAwait(false) == 0)
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {PostgresDatabase.Quote(database.Schema)}", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, "CREATE TABLE reprise_settings_version (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())", cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
    }

    private static string Read(long version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Reprise.Storage.Postgres.Settings.Schema.{version:000}.sql");
        using var stream = typeof(SettingsSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema file {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
