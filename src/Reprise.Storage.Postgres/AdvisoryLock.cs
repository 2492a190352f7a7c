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

    /// <summary>Holds it on this connection if nobody else does.</summary>
    public static async Task<bool> TryHoldAsync(NpgsqlConnection connection, string schema, string name, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended($1, 4207))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = $"reprise/{schema}/{name}" });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    /// <summary>Lets go of one that is held. A connection that broke has let go of it already.</summary>
    public static async Task ReleaseAsync(NpgsqlConnection connection, string schema, string name)
    {
        if (connection.FullState is not System.Data.ConnectionState.Open) return;
        using var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtextextended($1, 4207))", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = $"reprise/{schema}/{name}" });
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
