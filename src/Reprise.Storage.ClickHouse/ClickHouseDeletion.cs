using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Deletes interactions and drops bodies, and waits for the server to have done it. The store calls it from one caller at a time, so what is counted is what goes;
/// appends go on beside it, but for those of ids that are just being deleted (see <see cref="Touches"/>).
/// </summary>
/// <param name="client">The server.</param>
/// <param name="appending">The gate of those who append; held for a moment, never while the server works.</param>
internal sealed class ClickHouseDeletion(ClickHouseClient client, SemaphoreSlim appending)
{
    // As many are taken by their ids, which is exact whatever other servers store meanwhile; more in one mutation by the condition itself, since each mutation
    // writes the columns it changes anew in every part it touches.
    private const int StepRows = 20_000;

    private const string Delete = "DELETE FROM interactions WHERE ";

    private const string HasBodies = "(request IS NOT NULL OR response IS NOT NULL OR notEmpty(response_headers) OR prompt_preview IS NOT NULL OR content_preview IS NOT NULL)";

    private const string NoBodies =
        "request = NULL, request_type = NULL, request_encoding = NULL, request_chunks = [], response = NULL, response_type = NULL, response_encoding = NULL, "
        + "response_chunks = [], response_headers = [], prompt_preview = NULL, content_preview = NULL, words = '', body_bytes = 0 WHERE ";

    // Some rows are a patch beside the parts, as small as they are; many are a mutation, which writes the columns of every part it touches anew.
    private const string PatchBodies = "UPDATE interactions SET " + NoBodies;
    private const string RewriteBodies = "ALTER TABLE interactions UPDATE " + NoBodies;

    private readonly FactRemoval _facts = new(client);
    private volatile HashSet<InteractionId> _underWay = [];

    /// <summary>
    /// Whether a batch has to do with what is being deleted: it would find facts known that are about to go with their interaction, and store that again without them.
    /// Asked behind the gate of those who append.
    /// </summary>
    public bool Touches(StoreBatch batch) => _underWay is { Count: > 0 } ids
        && (batch.Interactions.Any(recorded => ids.Contains(recorded.Interaction.Id)) || batch.Facts.Any(fact => ids.Contains(fact.InteractionId)));

    public async Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        try
        {
            // 1. What earlier ones left behind.
            foreach (var left in _facts.Left()) await TakeFactsAsync(left.Key, [.. left], cancellationToken).ConfigureAwait(false);

            // 2. The interactions, after which nothing of them is read any more; and then their facts.
            var where = Where(query);
            var count = await CountAsync(where, cancellationToken).ConfigureAwait(false);
            if (count == 0) return 0;
            if (IsById(query, count)) return await ByIdAsync(where, step => DeleteAsync(query.Project, Where(query.Project, step), [.. step.Select(row => row.Id)], cancellationToken), cancellationToken).ConfigureAwait(false);
            var withFacts = $"SELECT DISTINCT interaction FROM facts WHERE {new SqlText().Add("project = ").Value(query.Project)} AND interaction IN (SELECT id FROM interactions WHERE {where})";
            await DeleteAsync(query.Project, where, await IdsAsync(withFacts, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return count;
        }
        finally
        {
            _underWay = [];
        }
    }

    public async Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var where = $"{Where(query)} AND {HasBodies}";
        var count = await CountAsync(where, cancellationToken).ConfigureAwait(false);
        if (count == 0) return 0;
        if (IsById(query, count)) return await ByIdAsync(where, step => ChangeAsync(PatchBodies, Where(query.Project, step), HasBodies, cancellationToken), cancellationToken).ConfigureAwait(false);
        await ChangeAsync(RewriteBodies, where, HasBodies, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async Task DeleteAsync(string project, string where, IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken)
    {
        await AnnounceAsync(ids, cancellationToken).ConfigureAwait(false);
        _facts.Leave(project, ids);
        try
        {
            await ChangeAsync(Delete, where, "true", cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseException)
        {
            // It may have been done all the same, in part or later. What is told is what went wrong first.
            try
            {
                await _facts.TakeAsync(project, ids, cancellationToken).ConfigureAwait(false);
            }
            catch (ClickHouseException)
            {
            }

            throw;
        }

        await _facts.TakeAsync(project, ids, cancellationToken).ConfigureAwait(false);
        _facts.Settle(project, ids);
    }

    private async Task TakeFactsAsync(string project, IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken)
    {
        await AnnounceAsync(ids, cancellationToken).ConfigureAwait(false);
        await _facts.TakeAsync(project, ids, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From here on no append has to do with these: one under way has ended, and later ones wait.</summary>
    private async Task AnnounceAsync(IEnumerable<InteractionId> ids, CancellationToken cancellationToken)
    {
        await appending.WaitAsync(cancellationToken).ConfigureAwait(false);
        _underWay = [.. ids];
        appending.Release();
    }

    private async Task ChangeAsync(string change, string where, string remaining, CancellationToken cancellationToken)
    {
        try
        {
            await client.ExecuteAsync(change + where, inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseException exception) when (exception.Code is ClickHouseFailure.Unfinished)
        {
            // A replica that is away does it when it is back. Where it went wrong instead, they are still there.
            if (await CountAsync($"{where} AND {remaining}", cancellationToken).ConfigureAwait(false) > 0) throw;
        }
    }

    // What facts select is looked up once: mutations run later, part by part, and replicas refuse those that look into other tables.
    private static bool IsById(InteractionQuery query, long count) => count <= StepRows || FilterSql.AsksFacts(query.Filter);

    private static string Where(InteractionQuery query) => QuerySql.Where(query.Project, query.Filter, PositionRange.Of(query.From, query.To));

    private static string Where(string project, (long Position, InteractionId Id)[] rows) => new SqlText().Add("project = ").Value(project)
        .Add(" AND position BETWEEN ").Value(rows[0].Position).Add(" AND ").Value(rows[^1].Position).Add(" AND id IN ").Ids(rows.Select(row => row.Id)).ToString();

    private async Task<long> ByIdAsync(string where, Func<(long Position, InteractionId Id)[], Task> change, CancellationToken cancellationToken)
    {
        var rows = await client.QueryAsync($"SELECT DISTINCT position, id FROM interactions WHERE {where} ORDER BY position", cancellationToken).ConfigureAwait(false);
        var selected = new List<(long Position, InteractionId Id)>();
        while (!rows.AtEnd) selected.Add((rows.Int64(), rows.Id()));
        foreach (var step in selected.Chunk(StepRows)) await change(step).ConfigureAwait(false);
        return selected.DistinctBy(one => one.Id).Count();
    }

    private async Task<long> CountAsync(string where, CancellationToken cancellationToken) =>
        (await client.QueryAsync($"SELECT toInt64(uniqExact(id)) FROM interactions WHERE {where}", cancellationToken).ConfigureAwait(false)).Int64();

    private async Task<IReadOnlyCollection<InteractionId>> IdsAsync(string sql, CancellationToken cancellationToken)
    {
        var rows = await client.QueryAsync(sql, cancellationToken).ConfigureAwait(false);
        var ids = new List<InteractionId>();
        while (!rows.AtEnd) ids.Add(rows.Id());
        return ids;
    }
}
