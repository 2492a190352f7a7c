using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Queries;

namespace Reprise.Storage.Postgres;

/// <summary>Reads facts.</summary>
internal static class FactRows
{
    private const string Columns = "f.id, f.interaction, f.kind, f.timestamp, f.name, f.value, f.text, f.author";

    /// <summary>By the order of the enum.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["evaluation", "feedback", "flag", "label", "correction"];

    public static async Task<IReadOnlyList<Fact>> OfAsync(NpgsqlConnection connection, string project, InteractionId id, CancellationToken cancellationToken) =>
        (await OfAsync(connection, project, [id], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(id, []);

    /// <summary>The facts of several interactions, oldest first.</summary>
    public static async Task<Dictionary<InteractionId, IReadOnlyList<Fact>>> OfAsync(
        NpgsqlConnection connection, string project, IReadOnlyCollection<InteractionId> interactions, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add($"SELECT {Columns} FROM facts AS f WHERE f.project = ").Value(project).Add(" AND f.interaction = ANY(");
        sql.Value(interactions.Select(InteractionRow.GuidOf).ToArray()).Add(")");
        var facts = await ReadAsync(connection, sql, project, cancellationToken).ConfigureAwait(false);
        return facts.GroupBy(fact => fact.InteractionId).ToDictionary(group => group.Key, FactFold.Ordered);
    }

    /// <summary>Facts whose interaction is not there, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Fact>> WaitingAsync(NpgsqlConnection connection, string project, InteractionId? after, int limit, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add($"SELECT {Columns} FROM facts AS f JOIN interaction_ids AS n ON n.project = f.project AND n.id = f.interaction AND n.position IS NULL WHERE f.project = ").Value(project);
        if (after is { } last) sql.Add(" AND f.id > ").Value(last);
        sql.Add(" ORDER BY f.id LIMIT ").Value((long)limit);
        return await ReadAsync(connection, sql, project, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<Fact>> ReadAsync(NpgsqlConnection connection, SqlText sql, string project, CancellationToken cancellationToken)
    {
        using var command = sql.ToCommand(connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var facts = new List<Fact>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            facts.Add(new Fact
            {
                FactId = InteractionRow.IdOf(reader.GetGuid(0)),
                InteractionId = InteractionRow.IdOf(reader.GetGuid(1)),
                Project = project,
                Kind = (FactKind)KindOf(reader.GetString(2)),
                Timestamp = new DateTimeOffset(reader.GetDateTime(3), TimeSpan.Zero),
                Name = TextOf(reader, 4),
                Value = reader.IsDBNull(5) ? null : reader.GetDouble(5),
                Text = TextOf(reader, 6),
                Author = TextOf(reader, 7),
            });
        }

        return facts;
    }

    private static int KindOf(string word)
    {
        for (var kind = 0; kind < Kinds.Count; kind++)
            if (Kinds[kind] == word) return kind;
        throw new InvalidOperationException($"A fact of the unknown kind '{word}' is in the database.");
    }

    private static string? TextOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : PostgresText.Decode(reader.GetString(column));
}
