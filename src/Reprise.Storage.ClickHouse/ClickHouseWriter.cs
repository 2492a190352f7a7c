using System.Globalization;
using System.Security.Cryptography;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Storage.ClickHouse.Rows;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Stores batches, one at a time: (1) asks which ids are known and which positions are taken, (2) inserts facts, (3) inserts interactions. Each insert is one block
/// of one month, which ClickHouse stores whole or not at all. The store calls it from one caller at a time.
/// </summary>
internal sealed class ClickHouseWriter(ClickHouseClient client)
{
    // A batch larger than either goes in several inserts, so that memory stays bounded here and on the server.
    private const int MostRows = 10_000;
    private const int MostBytes = 64 << 20;

    private readonly RowWriter _rows = new();

    // Inserts whose answer never came, by what they held. Sent again they carry their old token, so that the server leaves the second one out even when the first
    // is still under way.
    private readonly Dictionary<string, string> _unanswered = new(StringComparer.Ordinal);

    public async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        // 1. What is new, each id once.
        var interactions = batch.Interactions;
        var existing = await ExistingRows.ReadAsync(client, interactions, cancellationToken).ConfigureAwait(false);
        var known = new List<int>();
        var added = new List<(RecordedInteraction Recorded, long Position)>(interactions.Count);
        for (var i = 0; i < interactions.Count; i++)
        {
            var recorded = interactions[i];
            if (!existing.TryAdd(recorded.Interaction.Project, recorded.Interaction.Id))
            {
                known.Add(i);
                continue;
            }

            var stored = recorded with { Interaction = StoredShape.Of(recorded.Interaction) };
            added.Add((stored, await existing.TakePositionAsync(client, stored.Interaction, cancellationToken).ConfigureAwait(false)));
        }

        // 2. Facts first: a reader who sees an interaction sees the facts that came with it.
        await AppendFactsAsync([.. interactions.SelectMany(recorded => recorded.Facts), .. batch.Facts], cancellationToken).ConfigureAwait(false);

        // 3. Interactions, month by month.
        foreach (var month in added.GroupBy(one => Month(one.Position)))
        {
            foreach (var part in Parts(month))
            {
                foreach (var (recorded, position) in part) InteractionRow.Write(_rows, recorded, position);
                await InsertAsync(InteractionRow.Insert, part.Select(one => one.Recorded.Interaction.Id), cancellationToken).ConfigureAwait(false);
            }
        }

        return new AppendResult(added.Count, known.Count) { KnownAt = known };
    }

    private async Task AppendFactsAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var part in facts.Chunk(MostRows))
        {
            var known = new HashSet<(string Project, InteractionId Id)>();
            foreach (var project in part.GroupBy(fact => fact.Project, StringComparer.Ordinal))
            {
                var sql = new SqlText().Add("SELECT id FROM facts WHERE project = ").Value(project.Key).Add(" AND id IN ").Ids(project.Select(fact => fact.FactId).Distinct());
                var rows = await client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
                while (!rows.AtEnd) known.Add((project.Key, rows.Id()));
            }

            var added = part.Where(fact => known.Add((fact.Project, fact.FactId))).Select(StoredShape.Of).ToArray();
            if (added.Length == 0) continue;
            foreach (var fact in added) FactRow.Write(_rows, fact);
            await InsertAsync(FactRow.Insert, added.Select(fact => fact.FactId), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task InsertAsync(string insert, IEnumerable<InteractionId> ids, CancellationToken cancellationToken)
    {
        var content = ContentOf(insert, ids);
        var token = _unanswered.GetValueOrDefault(content) ?? InteractionId.New(TimeProvider.System).ToString();
        try
        {
            await client.InsertAsync(insert, _rows.Memory, token, cancellationToken).ConfigureAwait(false);
            _unanswered.Remove(content);
        }
        catch (Exception exception) when (exception is ClickHouseException { IsUnknown: true } or OperationCanceledException)
        {
            if (_unanswered.Count >= 1000) _unanswered.Clear();
            _unanswered[content] = token;
            throw;
        }
        finally
        {
            _rows.Clear();
        }
    }

    private static string ContentOf(string insert, IEnumerable<InteractionId> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)(insert[12] == 'f' ? 1 : 0)]);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var id in ids)
        {
            id.WriteBytes(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<IReadOnlyList<(RecordedInteraction Recorded, long Position)>> Parts(IEnumerable<(RecordedInteraction Recorded, long Position)> rows)
    {
        var part = new List<(RecordedInteraction, long)>();
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

    /// <summary>The partition a position falls into, as the table has it.</summary>
    private static int Month(long position)
    {
        var time = Position.Time(position);
        return (time.Year * 100) + time.Month;
    }
}
