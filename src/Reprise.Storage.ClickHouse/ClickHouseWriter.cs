using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Storage.ClickHouse.Rows;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Stores batches, one at a time: asks which ids are known and which positions are taken, inserts facts, inserts interactions, and settles with other servers which of
/// them were first. Each insert is one block of one month, which ClickHouse stores whole or not at all. The store calls it from one caller at a time.
/// </summary>
internal sealed class ClickHouseWriter(ClickHouseClient client, TimeProvider time)
{
    // A batch larger than either goes in several inserts, so that memory stays bounded here and on the server.
    private const int MostRows = 10_000;
    private const int MostBytes = 64 << 20;

    private readonly RowWriter _rows = new();
    private readonly UnansweredInserts _unanswered = new();
    private readonly Settlement _settlement = new(client);

    public async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        // 1. What is new, each id once. While the server looks, texts become words here.
        var interactions = batch.Interactions;
        var asking = ExistingRows.ReadAsync(client, interactions, cancellationToken);
        var words = interactions.Select(recorded => InteractionRow.WordsOf(recorded.SearchText)).ToArray();
        var existing = await asking.ConfigureAwait(false);
        var known = new SortedSet<int>();
        var added = new List<NewRow>(interactions.Count);
        for (var i = 0; i < interactions.Count; i++)
        {
            var recorded = interactions[i];
            if (!existing.TryAdd(recorded.Interaction.Project, recorded.Interaction.Id))
            {
                known.Add(i);
                continue;
            }

            var kept = recorded with { Interaction = StoredShape.Of(recorded.Interaction) };
            added.Add(new NewRow(i, kept, words[i], await existing.TakePositionAsync(client, kept.Interaction, cancellationToken).ConfigureAwait(false)));
        }

        _unanswered.Forget(existing.Known.Select(row => row.Id));

        // 2. Facts first: a reader who sees an interaction sees the facts that came with it.
        await AppendFactsAsync([.. interactions.SelectMany(recorded => recorded.Facts), .. batch.Facts], cancellationToken).ConfigureAwait(false);

        // 3. Interactions, month by month.
        var batches = new HashSet<InteractionId>();
        foreach (var part in added.GroupBy(row => row.Month).SelectMany(Parts))
        {
            var old = _unanswered.TokenOf(part.Select(row => row.Key.Id));
            batches.Add(await InsertAsync(part, old, cancellationToken).ConfigureAwait(false));
            if (old is null) continue;

            // The server may have left it out for the sake of rows that were stored then and deleted since.
            var there = (await ExistingRows.ReadAsync(client, [.. part.Select(row => row.Recorded)], cancellationToken).ConfigureAwait(false)).Known.Select(row => (row.Project, row.Id)).ToHashSet();
            var missing = part.Where(row => !there.Contains(row.Key)).ToArray();
            if (missing.Length > 0) batches.Add(await InsertAsync(missing, null, cancellationToken).ConfigureAwait(false));
        }

        // 4. Where another server stored one of them at the same time, the first insert holds. Known ones are looked at too: whoever stored one may have ended before this step.
        var stored = added.Select(row => new StoredRow(row.Key.Project, row.Key.Id, row.Position)).Concat(existing.Known);
        var later = await _settlement.SettleAsync(stored, batches, cancellationToken).ConfigureAwait(false);
        if (later.Count > 0) known.UnionWith(added.Where(row => later.Contains(row.Key)).Select(row => row.Place));
        return new AppendResult(interactions.Count - known.Count, known.Count) { KnownAt = [.. known] };
    }

    private async Task AppendFactsAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var part in facts.Chunk(MostRows))
        {
            var known = await KnownFactsAsync(part, cancellationToken).ConfigureAwait(false);
            _unanswered.Forget(known.Select(fact => fact.Id));
            var added = part.Where(fact => known.Add((fact.Project, fact.FactId))).Select(StoredShape.Of).ToArray();
            if (added.Length == 0) continue;
            var old = _unanswered.TokenOf(added.Select(fact => fact.FactId));
            await InsertAsync(added, old, cancellationToken).ConfigureAwait(false);
            if (old is null) continue;

            // As with interactions: what was left out for rows that are gone.
            var there = await KnownFactsAsync(added, cancellationToken).ConfigureAwait(false);
            var missing = added.Where(fact => !there.Contains((fact.Project, fact.FactId))).ToArray();
            if (missing.Length > 0) await InsertAsync(missing, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HashSet<(string Project, InteractionId Id)>> KnownFactsAsync(IEnumerable<Fact> facts, CancellationToken cancellationToken)
    {
        var known = new HashSet<(string Project, InteractionId Id)>();
        foreach (var project in facts.GroupBy(fact => fact.Project, StringComparer.Ordinal))
        {
            var sql = new SqlText().Add("SELECT id FROM facts WHERE project = ").Value(project.Key).Add(" AND id IN ").Ids(project.Select(fact => fact.FactId).Distinct());
            var rows = await client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
            while (!rows.AtEnd) known.Add((project.Key, rows.Id()));
        }

        return known;
    }

    private Task<InteractionId> InsertAsync(IReadOnlyList<Fact> facts, InteractionId? token, CancellationToken cancellationToken)
    {
        foreach (var fact in facts) FactRow.Write(_rows, fact);
        return InsertAsync(FactRow.Insert, token ?? InteractionId.New(time), facts.Select(fact => fact.FactId), cancellationToken);
    }

    private Task<InteractionId> InsertAsync(IReadOnlyList<NewRow> part, InteractionId? token, CancellationToken cancellationToken)
    {
        var batch = token ?? InteractionId.New(time);
        foreach (var row in part) InteractionRow.Write(_rows, row.Recorded, row.Position, row.Words, batch);
        return InsertAsync(InteractionRow.Insert, batch, part.Select(row => row.Key.Id), cancellationToken);
    }

    /// <returns>The token.</returns>
    private async Task<InteractionId> InsertAsync(string insert, InteractionId token, IEnumerable<InteractionId> ids, CancellationToken cancellationToken)
    {
        try
        {
            await client.InsertAsync(insert, _rows.Memory, token.ToString(), cancellationToken).ConfigureAwait(false);
            _unanswered.Forget(ids);
            return token;
        }
        catch (Exception exception) when (exception is ClickHouseException { IsUnknown: true } or OperationCanceledException)
        {
            _unanswered.Remember(ids, token);
            throw;
        }
        finally
        {
            _rows.Clear();
        }
    }

    private static IEnumerable<IReadOnlyList<NewRow>> Parts(IEnumerable<NewRow> rows)
    {
        var part = new List<NewRow>();
        var bytes = 0L;
        foreach (var row in rows)
        {
            part.Add(row);
            bytes += (row.Recorded.Request?.Bytes.Length ?? 0) + (row.Recorded.Response?.Bytes.Length ?? 0) + 1000L;
            if (part.Count < MostRows && bytes < MostBytes) continue;
            yield return part;
            part = [];
            bytes = 0;
        }

        if (part.Count > 0) yield return part;
    }

    /// <param name="Place">Its place in the batch.</param>
    /// <param name="Recorded">The interaction as it is kept.</param>
    /// <param name="Words">Its words.</param>
    /// <param name="Position">Its position.</param>
    private sealed record NewRow(int Place, RecordedInteraction Recorded, string Words, long Position)
    {
        public (string Project, InteractionId Id) Key => (Recorded.Interaction.Project, Recorded.Interaction.Id);

        /// <summary>The partition its position falls into, as the table has it.</summary>
        public int Month => Interactions.Position.Time(Position) is var time ? (time.Year * 100) + time.Month : 0;
    }
}
