using Npgsql;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Rollups;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Sends rows by binary COPY. Keeps its buffers for the next batch; used by one at a time.</summary>
internal sealed class RowWriter(ShapeTable? shapes)
{
    private readonly CopyBuffer _buffer = new();
    private readonly SearchWords _words = new();

    /// <summary>Sends the rows and what they add to rollups, if there are to be any. Returns the shapes to remember after the commit.</summary>
    public async Task<ShapeTable.Ids?> CopyAsync(
        NpgsqlConnection connection, IReadOnlyList<Candidate> added, IReadOnlyDictionary<(string Project, InteractionId Id), IReadOnlyList<Fact>> facts, CancellationToken cancellationToken)
    {
        var shapesOf = added.Select(candidate => (candidate.Project, Shape: RollupShape.Of(candidate.Recorded.Interaction))).ToArray();
        var ids = shapes is null ? null : await shapes.StoreAsync(connection, shapesOf, cancellationToken).ConfigureAwait(false);
        var rollups = new RollupBatch();
        _buffer.Begin();
        for (var i = 0; i < added.Count; i++)
        {
            var candidate = added[i];
            var shape = ids?.Of[shapesOf[i]];
            var known = facts.GetValueOrDefault((candidate.Project, candidate.Id), []);
            var fold = FactFold.Of(known);
            InteractionRow.Write(_buffer, candidate.Position, candidate.Recorded, fold, known.Count, _words, isOwn: shape == RollupShape.Own);
            if (shape is { } id) rollups.Add(candidate.Recorded.Interaction, id, candidate.Position, fold);
        }

        _buffer.End();
        await SendAsync(connection, InteractionRow.Copy, cancellationToken).ConfigureAwait(false);
        if (rollups.IsEmpty) return ids;
        rollups.Write(_buffer, RollupBatch.NewName());
        await SendAsync(connection, RollupBatch.Copy, cancellationToken).ConfigureAwait(false);
        return ids;
    }

    private async Task SendAsync(NpgsqlConnection connection, string copyCommand, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginRawBinaryCopyAsync(copyCommand, cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        await copy.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
        // The server's answer comes when the stream is closed.
    }

    /// <summary>A large batch's memory is not held on to.</summary>
    public void Clear() => _buffer.Begin();
}
