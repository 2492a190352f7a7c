using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Storage.ClickHouse.Queries;
using Reprise.Store;

namespace Reprise.Storage.ClickHouse;

/// <summary>What the database has of a batch already: ids, and the positions near those it wants. The batch's own are added as they are taken.</summary>
internal sealed class ExistingRows
{
    private readonly HashSet<(string Project, InteractionId Id)> _ids = [];
    private readonly HashSet<(string Project, long Position)> _positions = [];
    private readonly HashSet<(string Project, long Start)> _milliseconds = [];
    private readonly List<StoredRow> _known = [];

    /// <summary>Those of the batch that were there already.</summary>
    public IEnumerable<StoredRow> Known => _known;

    public static async Task<ExistingRows> ReadAsync(ClickHouseClient client, IReadOnlyList<RecordedInteraction> batch, CancellationToken cancellationToken)
    {
        var existing = new ExistingRows();
        foreach (var project in batch.Select(recorded => recorded.Interaction).GroupBy(interaction => interaction.Project, StringComparer.Ordinal))
        {
            // By id and by position apart, each on its own index.
            foreach (var part in project.Chunk(5000))
            {
                var sql = new SqlText().Add("SELECT true, id, position FROM interactions WHERE project = ").Value(project.Key).Add(" AND id IN ").Ids(part.Select(one => one.Id).Distinct())
                    .Add("\nUNION ALL\nSELECT false, id, position FROM interactions WHERE project = ").Value(project.Key)
                    .Add(" AND position IN ").Positions(part.Select(one => Position.Of(one.Timestamp, one.Id)).Distinct());
                var rows = await client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
                while (!rows.AtEnd)
                {
                    var (isKnown, row) = (rows.Flag(), new StoredRow(project.Key, rows.Id(), rows.Int64()));
                    existing._positions.Add((row.Project, row.Position));
                    if (!isKnown) continue;
                    existing._ids.Add((row.Project, row.Id));
                    existing._known.Add(row);
                }
            }
        }

        return existing;
    }

    /// <summary>False when the id is known.</summary>
    public bool TryAdd(string project, InteractionId id) => _ids.Add((project, id));

    /// <summary>The position of a new interaction: the first free one of its millisecond, or of one after it.</summary>
    public async Task<long> TakePositionAsync(ClickHouseClient client, Interaction interaction, CancellationToken cancellationToken)
    {
        var project = interaction.Project;
        var position = Position.Of(interaction.Timestamp, interaction.Id);
        if (_positions.Add((project, position))) return position;
        for (var start = position; ; position = start = Position.NextMillisecond(start))
        {
            await ReadMillisecondAsync(client, project, start, cancellationToken).ConfigureAwait(false);
            do
            {
                if (_positions.Add((project, position))) return position;
                position = Position.Next(position);
            }
            while (position != start);
        }
    }

    private async Task ReadMillisecondAsync(ClickHouseClient client, string project, long position, CancellationToken cancellationToken)
    {
        var last = Position.Last(position);
        var first = last - ((1L << Position.TieBits) - 1);
        if (!_milliseconds.Add((project, first))) return;
        var sql = new SqlText().Add("SELECT position FROM interactions WHERE project = ").Value(project).Add(" AND position BETWEEN ").Value(first).Add(" AND ").Value(last);
        var rows = await client.QueryAsync(sql.ToString(), cancellationToken).ConfigureAwait(false);
        while (!rows.AtEnd) _positions.Add((project, rows.Int64()));
    }
}

/// <summary>Where an interaction stands in the table.</summary>
internal readonly record struct StoredRow(string Project, InteractionId Id, long Position);
