using Npgsql;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>
/// Claims ids in the one table where each stands once. All do it in the order of project and id, so that nobody waits in a circle; who claims an id that another
/// is storing waits for that transaction's end.
/// </summary>
internal static class IdClaims
{
    /// <summary>Finds out which candidates are new: those that nobody has stored, whether facts about them came before or not.</summary>
    public static async Task ClaimAsync(NpgsqlConnection connection, IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0) return;
        using var command = new NpgsqlCommand(
            """
            INSERT INTO interaction_ids AS n (project, id, position)
            SELECT c.project, c.id, c.position FROM unnest($1, $2, $3) AS c (project, id, position) ORDER BY c.project COLLATE "C", c.id
            ON CONFLICT (project, id) DO UPDATE SET position = excluded.position WHERE n.position IS NULL
            RETURNING n.project, n.id, (n.xmax <> 0)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = candidates.Select(candidate => candidate.Project).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = candidates.Select(candidate => InteractionRow.GuidOf(candidate.Id)).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = candidates.Select(candidate => candidate.Position).ToArray() });
        var byId = candidates.ToDictionary(candidate => (candidate.Project, candidate.Id));
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var candidate = byId[(reader.GetString(0), InteractionRow.IdOf(reader.GetGuid(1)))];
            candidate.IsNew = true;
            candidate.IsAwaited = reader.GetBoolean(2);
        }
    }

    /// <summary>Holds the ids that facts speak of until the transaction ends, making a place for those that have not come. Returns where they are; null for these.</summary>
    public static async Task<Dictionary<(string Project, InteractionId Id), long?>> HoldAsync(
        NpgsqlConnection connection, IReadOnlyCollection<(string Project, InteractionId Id)> ids, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(
            """
            INSERT INTO interaction_ids AS n (project, id)
            SELECT c.project, c.id FROM unnest($1, $2) AS c (project, id) ORDER BY c.project COLLATE "C", c.id
            ON CONFLICT (project, id) DO UPDATE SET position = n.position
            RETURNING n.project, n.id, n.position
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = ids.Select(id => id.Project).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = ids.Select(id => InteractionRow.GuidOf(id.Id)).ToArray() });
        var held = new Dictionary<(string, InteractionId), long?>(ids.Count);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            held[(reader.GetString(0), InteractionRow.IdOf(reader.GetGuid(1)))] = reader.IsDBNull(2) ? null : reader.GetInt64(2);
        }

        return held;
    }
}
