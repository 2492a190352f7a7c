using Npgsql;
using Reprise.Storage.Postgres.Writing;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>
/// Makes sure that shapes are on record. Remembers those it saw committed, as long as no connection breaks. Values that senders choose must not make shapes
/// without end: what is beyond the limits has none of its own.
/// </summary>
internal sealed class ShapeTable(PostgresDatabase database)
{
    private const int MostShapes = 20_000;
    private const int MostRemembered = 50_000;
    private readonly Lock _lock = new();
    private readonly HashSet<(string, Guid)> _known = [];
    private long _knownAt;

    /// <summary>The ids of shapes, and what to remember after the commit.</summary>
    public sealed record Ids(IReadOnlyDictionary<(string Project, RollupShape Shape), Guid> Of, IReadOnlyList<(string Project, Guid Id)> Stored, long Opened);

    /// <summary>Stores the shapes nobody has stored, as far as there is room. Servers that do so at once may go over the limit by what one batch has.</summary>
    public async Task<Ids> StoreAsync(NpgsqlConnection connection, IEnumerable<(string Project, RollupShape Shape)> occurring, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<(string Project, RollupShape Shape), Guid>();
        foreach (var one in occurring)
        {
            if (!ids.ContainsKey(one)) ids.Add(one, one.Shape.IsTooLong ? RollupShape.Own : one.Shape.ToId());
        }

        var (unknown, opened) = Unknown(ids);
        if (unknown.Count == 0) return new Ids(ids, [], opened);
        var room = MostShapes - await CountAsync(connection, cancellationToken).ConfigureAwait(false);
        if (unknown.Count > room)
        {
            var present = await PresentAsync(connection, unknown, cancellationToken).ConfigureAwait(false);
            foreach (var one in unknown.Where(one => !present.Contains((one.Project, one.Id))).Skip((int)Math.Max(0, room))) ids[(one.Project, one.Shape)] = RollupShape.Own;
            unknown.RemoveAll(one => ids[(one.Project, one.Shape)] == RollupShape.Own);
        }

        await InsertAsync(connection, unknown, cancellationToken).ConfigureAwait(false);
        return new Ids(ids, [.. unknown.Select(one => (one.Project, one.Id))], opened);
    }

    public void Remember(Ids committed)
    {
        if (committed.Stored.Count == 0) return;
        lock (_lock)
        {
            if (committed.Opened != database.Opened) return;
            if (_known.Count > MostRemembered) _known.Clear();
            _known.UnionWith(committed.Stored);
        }
    }

    /// <summary>Stores those that are missing, in their order, so that nobody waits in a circle.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, IReadOnlyCollection<(string Project, Guid Id, RollupShape Shape)> shapes, CancellationToken cancellationToken)
    {
        if (shapes.Count == 0) return;
        using var command = new NpgsqlCommand(
            """
            INSERT INTO shapes (project, id, kind, status, name, provider, dialect, model, response_model, http_status, error_code, prompt_type, streamed, finish_reason, country, cache_status, estimated)
            SELECT s.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) AS s (project, id) ORDER BY s.project COLLATE "C", s.id
            ON CONFLICT DO NOTHING
            """,
            connection);
        command.Add(shapes.Select(one => one.Project));
        command.Add(shapes.Select(one => one.Id));
        Texts(shape => shape.Kind);
        Texts(shape => shape.Status);
        Texts(shape => shape.Name);
        Texts(shape => shape.Provider);
        Texts(shape => shape.Dialect);
        Texts(shape => shape.Model);
        Texts(shape => shape.ResponseModel);
        command.Add(shapes.Select(one => one.Shape.HttpStatus));
        Texts(shape => shape.ErrorCode);
        Texts(shape => shape.PromptType);
        command.Add(shapes.Select(one => one.Shape.Streamed));
        Texts(shape => shape.FinishReason);
        Texts(shape => shape.Country);
        Texts(shape => shape.Cache);
        command.Add(shapes.Select(one => one.Shape.Estimated));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

        void Texts(Func<RollupShape, string?> text) => command.Add(shapes.Select(one => text(one.Shape) is { } value ? PostgresText.Parameter(value) : null));
    }

    private (List<(string Project, Guid Id, RollupShape Shape)> Shapes, long Opened) Unknown(Dictionary<(string Project, RollupShape Shape), Guid> ids)
    {
        lock (_lock)
        {
            var opened = database.Opened;
            if (opened != _knownAt) _known.Clear();
            _knownAt = opened;
            return ([.. ids.Where(pair => pair.Value != RollupShape.Own && !_known.Contains((pair.Key.Project, pair.Value))).Select(pair => (pair.Key.Project, pair.Value, pair.Key.Shape))], opened);
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT count(*) FROM shapes", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<HashSet<(string Project, Guid Id)>> PresentAsync(
        NpgsqlConnection connection, IReadOnlyCollection<(string Project, Guid Id, RollupShape Shape)> shapes, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT s.project, s.id FROM shapes AS s JOIN unnest($1, $2) AS u (project, id) ON s.project = u.project AND s.id = u.id", connection);
        command.Add(shapes.Select(one => one.Project));
        command.Add(shapes.Select(one => one.Id));
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var present = new HashSet<(string, Guid)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) present.Add((reader.GetString(0), reader.GetGuid(1)));
        return present;
    }
}
