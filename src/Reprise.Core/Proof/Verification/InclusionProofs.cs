using System.Text;
using Reprise.Interactions;
using Reprise.Proof.Chain;

namespace Reprise.Proof.Verification;

/// <summary>Makes inclusion proofs.</summary>
public sealed class InclusionProofs(ProofLog log)
{
    /// <summary>Null when the record has no entry that stands. Throws <see cref="ProofException"/> when the record is not what its entry says, or nothing can be signed now.</summary>
    public async Task<InclusionProof?> FindAsync(RecordedInteraction record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var (project, id) = (record.Interaction.Project, record.Interaction.Id);
        await log.FlushAsync(cancellationToken).ConfigureAwait(false);
        var found = await log.Store.FindAsync([id], cancellationToken).ConfigureAwait(false);
        var entry = found.LastOrDefault(entry => entry.Kind is ProofKind.Interaction && entry.Project == project && entry.GoneBy < 0);
        if (entry is null || entry.Salt.IsEmpty) return null;

        var writer = new CanonicalWriter();
        CanonicalForm.Columns(writer, record.Interaction);
        var columns = Encoding.UTF8.GetString(writer.Written);
        var isSame = Salted.Digest(entry.Salt.Span, writer.Written).AsSpan().SequenceEqual(entry.Digest.Span);
        string? bodies = null;
        if (CanonicalForm.Bodies(writer, record) && !entry.BodiesSalt.IsEmpty)
        {
            bodies = Encoding.UTF8.GetString(writer.Written);
            isSame &= Salted.Digest(entry.BodiesSalt.Span, writer.Written).AsSpan().SequenceEqual(entry.Bodies.Span);
        }

        if (!isSame) throw new ProofException($"Interaction {id} is not what was recorded: it does not fit its entry {entry.Sequence}. See 'reprise verify'.");
        var checkpoint = await CheckpointAsync(entry.Sequence, cancellationToken).ConfigureAwait(false);
        var size = Checkpoint.Parse(checkpoint.Checkpoint)!.Size;
        var path = await MerkleNodes.PathAsync(log.Store, entry.Sequence, size, cancellationToken).ConfigureAwait(false) ?? throw new ProofException("Entries of the proof are missing. See 'reprise verify'.");
        return new InclusionProof
        {
            InteractionId = id.ToString(),
            Project = project,
            Columns = columns,
            ColumnsSalt = Convert.ToHexStringLower(entry.Salt.Span),
            Bodies = bodies,
            BodiesSalt = bodies is null ? null : Convert.ToHexStringLower(entry.BodiesSalt.Span),
            Entry = entry.ToText(),
            Index = entry.Sequence,
            Leaf = Convert.ToHexStringLower(entry.Leaf()),
            Path = [.. path.Select(Convert.ToHexStringLower)],
            Checkpoint = checkpoint,
        };
    }

    /// <summary>The last one where it holds the entry, else a new one.</summary>
    private async Task<ExportedCheckpoint> CheckpointAsync(long sequence, CancellationToken cancellationToken)
    {
        if (log.Status is { Checkpoint: > 0 } status && status.CheckpointEntries > sequence
            && await log.Store.CheckpointsAsync(status.Checkpoint, 1, cancellationToken).ConfigureAwait(false) is [var last, ..]) return ExportedCheckpoint.Of(last.Checkpoint, log.PublicKey!);
        return await log.CheckpointAsync(cancellationToken).ConfigureAwait(false) ?? throw new ProofException("There is nothing to sign.");
    }
}
