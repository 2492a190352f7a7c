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

    public static async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({AdvisoryLocks.SettingsSchema})"), cancellationToken).ConfigureAwait(false);
            // Asked first, so that a role that may not create anything can open what is there.
            var isThere = await NumberAsync(connection, "SELECT count(to_regclass('reprise_settings_version'))", cancellationToken).ConfigureAwait(false) > 0;
            if (!isThere) await ExecuteAsync(connection, "CREATE TABLE reprise_settings_version (version integer NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())", cancellationToken).ConfigureAwait(false);
            var version = await NumberAsync(connection, "SELECT coalesce(max(version), 0) FROM reprise_settings_version", cancellationToken).ConfigureAwait(false);
            if (version > Version)
                throw new StoreException($"The settings in this PostgreSQL database were written by a newer version of Reprise (schema {version}; this build knows up to {Version}). Use that version or another database.");
            while (version < Version)
            {
                version++;
                await ExecuteAsync(connection, Read(version), cancellationToken).ConfigureAwait(false);
                await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO reprise_settings_version (version) VALUES ({version})"), cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
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
