using Npgsql;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres;

/// <summary>Takes out of the tables' files what was removed from them.</summary>
internal static class PostgresScrub
{
    /// <summary>Longest that writing one table anew may take.</summary>
    private const int MostSeconds = 6 * 3600;

    /// <summary>Not to be cancelled half-way: a table is whole before and after.</summary>
    public static async Task<bool> RunAsync(NpgsqlConnection connection, params string[] tables)
    {
        foreach (var table in tables)
        {
            // Our own names only; VACUUM takes no parameters.
            var vacuum = new NpgsqlCommand($"VACUUM (FULL, ANALYZE) {table}", connection) { CommandTimeout = MostSeconds };
            await using (vacuum.ConfigureAwait(false)) await vacuum.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    public static async Task<int> DeleteWaitingAsync(NpgsqlConnection connection, string project, IReadOnlyList<InteractionId> facts, CancellationToken cancellationToken)
    {
        var delete = new NpgsqlCommand(
            "DELETE FROM facts AS f WHERE f.project = $1 AND f.id = ANY ($2) AND NOT EXISTS (SELECT 1 FROM interactions AS i WHERE i.project = f.project AND i.id = f.interaction)", connection)
        {
            Parameters = { new() { Value = project }, new() { Value = facts.Select(fact => new Guid(fact.ToByteArray(), bigEndian: true)).ToArray() } },
        };
        await using (delete.ConfigureAwait(false)) return await delete.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
