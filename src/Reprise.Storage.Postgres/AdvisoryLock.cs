using Npgsql;

namespace Reprise.Storage.Postgres;

/// <summary>Locks on names instead of rows, by which servers that share a database take turns.</summary>
internal static class AdvisoryLock
{
    /// <summary>Waits for it and holds it until the transaction ends.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, string schema, string name, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 4207))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = $"reprise/{schema}/{name}" });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
