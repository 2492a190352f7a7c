using Npgsql;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Sends rows by binary COPY. Keeps its buffers for the next batch; used by one at a time.</summary>
internal sealed class RowWriter
{
    private readonly CopyBuffer _buffer = new();
    private readonly SearchWords _words = new();

    public async Task CopyAsync(
        NpgsqlConnection connection, IReadOnlyList<Candidate> added, IReadOnlyDictionary<(string Project, InteractionId Id), IReadOnlyList<Fact>> facts, CancellationToken cancellationToken)
    {
        _buffer.Begin();
        foreach (var candidate in added)
        {
            var known = facts.GetValueOrDefault((candidate.Project, candidate.Id), []);
            InteractionRow.Write(_buffer, candidate.Position, candidate.Recorded, FactFold.Of(known), known.Count, _words);
        }

        _buffer.End();
        var copy = await connection.BeginRawBinaryCopyAsync(InteractionRow.Copy, cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        await copy.WriteAsync(_buffer.Written, cancellationToken).ConfigureAwait(false);
        // The server's answer comes when the stream is closed.
    }

    /// <summary>A large batch's memory is not held on to.</summary>
    public void Clear() => _buffer.Begin();
}
