using Npgsql;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Proof;

/// <summary>Makes the tables of the proof, under a lock, so that servers that start together wait for the first of them.</summary>
internal static class ProofSchema
{
    private const int Version = 1;

    public static async Task MigrateAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await AdvisoryLock.TakeAsync(connection, database.Schema, "proof-schema", cancellationToken).ConfigureAwait(false);
        if (await NumberAsync(connection, "SELECT count(to_regclass('reprise_proof_version'))", cancellationToken).ConfigureAwait(false) == 0)
        {
            if (await NumberAsync(connection, "SELECT count(current_schema())", cancellationToken).ConfigureAwait(false) == 0)
                await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {PostgresDatabase.Quote(database.Schema)}", cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, "CREATE TABLE reprise_proof_version (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())", cancellationToken).ConfigureAwait(false);
        }

        var version = await NumberAsync(connection, "SELECT coalesce(max(version), 0) FROM reprise_proof_version", cancellationToken).ConfigureAwait(false);
        if (version > Version)
            throw new StoreException($"The proof in the database {database.Name} was written by a newer version of Reprise (schema {version}; this build knows up to {Version}). Use that version or another database.");
        if (version < Version)
        {
            await ExecuteAsync(connection, Read(), cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, "INSERT INTO reprise_proof_version (version) VALUES (1)", cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false)) return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Read()
    {
        const string Name = "Reprise.Storage.Postgres.Proof.Schema.001.sql";
        using var stream = typeof(ProofSchema).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"The schema file {Name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
