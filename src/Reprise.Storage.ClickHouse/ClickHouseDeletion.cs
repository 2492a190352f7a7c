using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Deletes interactions and drops bodies, each step one mutation that is waited for. The store calls it from one caller at a time, so what is counted is what goes.
/// </summary>
internal sealed class ClickHouseDeletion(ClickHouseClient client)
{
    // As many are taken by their ids, which is exact whatever other servers store meanwhile; more in one mutation by the condition itself, since each mutation
    // writes the columns it changes anew in every part it touches.
    private const int StepRows = 20_000;

    private const string HasBodies = "(request IS NOT NULL OR response IS NOT NULL OR notEmpty(response_headers) OR prompt_preview IS NOT NULL OR content_preview IS NOT NULL)";

    private const string DropBodies =
        "ALTER TABLE interactions UPDATE request = NULL, request_type = NULL, request_encoding = NULL, request_chunks = [], response = NULL, response_type = NULL, response_encoding = NULL, "
        + "response_chunks = [], response_headers = [], prompt_preview = NULL, content_preview = NULL, words = '', body_bytes = 0 WHERE ";

    public async Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        // 1. Which of them have facts, and how many there are.
        var where = Where(query);
        var withFacts = await IdsAsync(
            $"SELECT DISTINCT interaction FROM facts WHERE {new SqlText().Add("project = ").Value(query.Project)} AND interaction IN (SELECT id FROM interactions WHERE {where})", cancellationToken).ConfigureAwait(false);

        // 2. The interactions, after which nothing of them is read any more.
        var count = await ChangeAsync("DELETE FROM interactions WHERE ", query, where, cancellationToken).ConfigureAwait(false);

        // 3. Their facts.
        foreach (var step in withFacts.Chunk(StepRows))
        {
            var delete = new SqlText().Add("DELETE FROM facts WHERE project = ").Value(query.Project).Add(" AND interaction IN ").Ids(step);
            await client.ExecuteAsync(delete.ToString(), inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    public Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) =>
        ChangeAsync(DropBodies, query, $"{Where(query)} AND {HasBodies}", cancellationToken);

    private static string Where(InteractionQuery query) => QuerySql.Where(query.Project, query.Filter, PositionRange.Of(query.From, query.To));

    private async Task<long> ChangeAsync(string change, InteractionQuery query, string where, CancellationToken cancellationToken)
    {
        var rows = await client.QueryAsync($"SELECT toInt64(uniqExact(id)) FROM interactions WHERE {where}", cancellationToken).ConfigureAwait(false);
        var count = rows.Int64();
        if (count == 0) return 0;

        // What facts select is looked up once: mutations run later, part by part, and replicas refuse those that look into other tables.
        if (count <= StepRows || FilterSql.AsksFacts(query.Filter)) return await ChangeByIdAsync(change, query.Project, where, cancellationToken).ConfigureAwait(false);
        await client.ExecuteAsync(change + where, inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
        return count;
    }

    private async Task<long> ChangeByIdAsync(string change, string project, string where, CancellationToken cancellationToken)
    {
        var rows = await client.QueryAsync($"SELECT DISTINCT position, id FROM interactions WHERE {where} ORDER BY position", cancellationToken).ConfigureAwait(false);
        var selected = new List<(long Position, InteractionId Id)>();
        while (!rows.AtEnd) selected.Add((rows.Int64(), rows.Id()));
        foreach (var step in selected.Chunk(StepRows))
        {
            var sql = new SqlText().Add(change).Add("project = ").Value(project).Add(" AND position BETWEEN ").Value(step[0].Position).Add(" AND ").Value(step[^1].Position)
                .Add(" AND id IN ").Ids(step.Select(one => one.Id));
            await client.ExecuteAsync(sql.ToString(), inDatabase: true, isSlow: true, cancellationToken).ConfigureAwait(false);
        }

        return selected.DistinctBy(one => one.Id).Count();
    }

    private async Task<IReadOnlyList<InteractionId>> IdsAsync(string sql, CancellationToken cancellationToken)
    {
        var rows = await client.QueryAsync(sql, cancellationToken).ConfigureAwait(false);
        var ids = new List<InteractionId>();
        while (!rows.AtEnd) ids.Add(rows.Id());
        return ids;
    }
}
