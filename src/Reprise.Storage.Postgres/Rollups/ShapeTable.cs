using System.Collections.Concurrent;
using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Writing;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>Makes sure that shapes are on record. Remembers those it saw committed; they are never taken away.</summary>
internal sealed class ShapeTable
{
    private const int MostRemembered = 50_000;
    private readonly ConcurrentDictionary<(string, Guid), bool> _known = new();

    /// <summary>Stores the shapes nobody has stored, in their order, so that nobody waits in a circle. Returns what to remember after the commit.</summary>
    public async Task<IReadOnlyList<(string Project, Guid Id)>> StoreAsync(NpgsqlConnection connection, RollupBatch batch, CancellationToken cancellationToken)
    {
        var added = batch.Shapes.Where(pair => !_known.ContainsKey((pair.Key.Project, pair.Value))).Select(pair => (pair.Key.Project, Id: pair.Value, pair.Key.Shape)).ToArray();
        if (added.Length == 0) return [];
        using var command = new NpgsqlCommand(
            """
            INSERT INTO shapes (project, id, kind, status, name, provider, dialect, model, response_model, http_status, error_code, prompt_type, streamed, finish_reason, country, cache_status, estimated)
            SELECT s.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) AS s (project, id) ORDER BY s.project COLLATE "C", s.id
            ON CONFLICT DO NOTHING
            """,
            connection);
        command.Add(added.Select(one => one.Project));
        command.Add(added.Select(one => one.Id));
        command.Add(added.Select(one => Words.Of(one.Shape.Kind)));
        command.Add(added.Select(one => Words.Of(one.Shape.Status)));
        Texts(shape => shape.Name);
        Texts(shape => shape.Provider);
        Texts(shape => shape.Dialect);
        Texts(shape => shape.Model);
        Texts(shape => shape.ResponseModel);
        command.Add(added.Select(one => one.Shape.HttpStatus));
        Texts(shape => shape.ErrorCode);
        Texts(shape => shape.PromptType);
        command.Add(added.Select(one => one.Shape.Streamed));
        Texts(shape => shape.FinishReason);
        Texts(shape => shape.Country);
        Texts(shape => shape.Cache);
        command.Add(added.Select(one => one.Shape.Estimated));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return [.. added.Select(one => (one.Project, one.Id))];

        void Texts(Func<RollupShape, string?> text) => command.Add(added.Select(one => text(one.Shape) is { } value ? PostgresText.Parameter(value) : null));
    }

    public void Remember(IReadOnlyList<(string Project, Guid Id)> committed)
    {
        if (_known.Count > MostRemembered) _known.Clear();
        foreach (var one in committed) _known[one] = true;
    }
}
