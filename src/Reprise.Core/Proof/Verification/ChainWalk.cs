using System.Security.Cryptography;
using System.Text;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;

namespace Reprise.Proof.Verification;

/// <summary>Goes along the chain, and may be asked to go on later to what came meanwhile. Remembers which entries stand and which are gone.</summary>
internal sealed class ChainWalk(IProofStore store, CheckpointWalk checkpoints, FindingList findings)
{
    private const int PageSize = 2000;

    private MerkleFrontier _frontier = new();
    private byte[] _chain = new byte[SHA256.HashSizeInBytes];
    private long _checkpoint;

    /// <summary>Where it began.</summary>
    public long From { get; private set; }

    /// <summary>The next sequence.</summary>
    public long Next { get; private set; }

    public byte[] Chain => _chain;

    /// <summary>Entries of interactions, facts and the audit log that no tombstone names.</summary>
    public SequenceSet Standing { get; } = new();

    /// <summary>Entries that one names.</summary>
    public SequenceSet Removed { get; } = new();

    /// <summary>Entries whose bodies one names.</summary>
    public SequenceSet BodiesRemoved { get; } = new();

    public Dictionary<string, long> RemovedBy { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> BodiesRemovedBy { get; } = new(StringComparer.Ordinal);

    /// <summary>Sizes at which somebody wants to see the chain and the root.</summary>
    public Dictionary<long, Action<byte[], byte[]>> Watched { get; } = [];

    private SequenceSet Marked { get; } = new();

    /// <summary>Begins behind a checkpoint instead of at the first entry.</summary>
    public async Task StartBehindAsync(NumberedCheckpoint kept, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        (From, Next, _chain, _checkpoint) = (checkpoint.Size, checkpoint.Size, Convert.FromHexString(checkpoint.Chain), kept.Number);
        checkpoints.StartBehind(kept.Number, kept.Checkpoint.Text, checkpoint.Size);
        var frontier = await MerkleNodes.FrontierAsync(store, checkpoint.Size, cancellationToken).ConfigureAwait(false);
        if (frontier is null || Convert.ToHexStringLower(frontier.Root()) != checkpoint.Root)
        {
            findings.Add("altered", "tree", $"What is kept of the tree before entry {checkpoint.Size} is not what checkpoint {kept.Number} was signed over. Verify all.", checkpoint: kept.Number);
            return;
        }

        _frontier = frontier;
    }

    /// <summary>Goes on to the last entry there is now.</summary>
    public async Task AdvanceAsync(Action<long>? progress, CancellationToken cancellationToken)
    {
        await ReadCheckpointsAsync(cancellationToken).ConfigureAwait(false);
        checkpoints.Meet(Next, _chain, _frontier.Root);
        while (true)
        {
            var page = await store.ReadAsync(Next, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page) await TakeAsync(entry, cancellationToken).ConfigureAwait(false);
            progress?.Invoke(Next - From);
            if (page.Count < PageSize) break;
        }

        await ReadCheckpointsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After the last advance: marks and nodes that fit nothing.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        checkpoints.End(Next);
        for (var sequence = From; sequence < Next; sequence++)
        {
            if (Marked.Contains(sequence) && !Removed.Contains(sequence)) findings.Add("forged", "entry", $"Entry {sequence} is marked as removed, and no tombstone says so.", sequence: sequence);
        }

        for (var level = MerkleFrontier.TileBits; level <= 24; level += MerkleFrontier.TileBits)
        {
            foreach (var tile in await store.TilesAsync(level, Next >> level, 10, cancellationToken).ConfigureAwait(false))
                findings.Add("inserted", "tree", $"There is a node {tile.Index} of level {level}, which the tree does not have.");
        }
    }

    private async Task ReadCheckpointsAsync(CancellationToken cancellationToken)
    {
        while (await store.CheckpointsAsync(_checkpoint + 1, 1000, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var checkpoint in page) checkpoints.Add(checkpoint);
            _checkpoint = page[^1].Number;
        }
    }

    private async Task TakeAsync(ProofEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Sequence != Next)
        {
            findings.Add("removed", "entry", entry.Sequence == Next + 1 ? $"Entry {Next} is missing." : $"Entries {Next} to {entry.Sequence - 1} are missing.", sequence: Next);
            Next = entry.Sequence;
        }

        var leaf = entry.Leaf();
        var link = MerkleTree.Link(_chain, leaf);
        if (!link.AsSpan().SequenceEqual(entry.Chain.Span))
        {
            findings.Add(
                "altered", "entry", $"Entry {entry.Sequence} does not follow the entry before it: it was altered, or stands where another one stood.", sequence: entry.Sequence,
                project: entry.Project, id: entry.Id.ToString());
        }

        // On from what is kept: one altered entry is one finding, not one for each behind it.
        _chain = entry.Chain.ToArray();
        var tiles = new List<MerkleTile>();
        _frontier.Add(leaf, tiles.Add);
        foreach (var tile in tiles) await CompareAsync(tile, cancellationToken).ConfigureAwait(false);
        Next = entry.Sequence + 1;
        Note(entry);
        checkpoints.Meet(Next, _chain, _frontier.Root);
        if (Watched.Remove(Next, out var watch)) watch(_chain, _frontier.Root());
    }

    private void Note(ProofEntry entry)
    {
        switch (entry.Kind)
        {
            case ProofKind.Interaction or ProofKind.Fact or ProofKind.Audit:
                Standing.Add(entry.Sequence);
                if (entry.GoneBy >= 0) Marked.Add(entry.Sequence);
                break;
            case ProofKind.Removed or ProofKind.BodiesRemoved:
                Bury(entry);
                break;
            case ProofKind.Adopted:
                if (!IsSaid(entry)) Altered(entry);
                break;
            default:
                findings.Add("inserted", "entry", $"Entry {entry.Sequence} is of a kind that there is not.", sequence: entry.Sequence);
                break;
        }
    }

    private void Bury(ProofEntry tombstone)
    {
        if (!IsSaid(tombstone) || TombstoneDetail.Parse(tombstone.Detail) is not { } detail)
        {
            Altered(tombstone);
            return;
        }

        var (gone, by) = tombstone.Kind is ProofKind.Removed ? (Removed, RemovedBy) : (BodiesRemoved, BodiesRemovedBy);
        foreach (var sequence in detail.Entries)
        {
            if (sequence < 0 || sequence >= tombstone.Sequence)
            {
                findings.Add("forged", "entry", $"The tombstone {tombstone.Sequence} names entry {sequence}, which was not there.", sequence: tombstone.Sequence);
                continue;
            }

            gone.Add(sequence);
            by[detail.Reason] = by.GetValueOrDefault(detail.Reason) + 1;
            if (tombstone.Kind is ProofKind.Removed) Standing.Remove(sequence);
        }
    }

    private void Altered(ProofEntry entry) => findings.Add("altered", "entry", $"What entry {entry.Sequence} says was altered.", sequence: entry.Sequence, project: entry.Project);

    private static bool IsSaid(ProofEntry entry) => entry.Detail is { } detail && entry.Digest.Span.SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(detail)));

    private async Task CompareAsync(MerkleTile tile, CancellationToken cancellationToken)
    {
        var kept = await store.TilesAsync(tile.Level, tile.Index, 1, cancellationToken).ConfigureAwait(false);
        if (kept is not [var node] || node.Index != tile.Index || !node.Hash.Span.SequenceEqual(tile.Hash.Span))
            findings.Add("altered", "tree", $"Node {tile.Index} of level {tile.Level} of the tree is not that of its entries {tile.Index << tile.Level} to {((tile.Index + 1) << tile.Level) - 1}.", sequence: tile.Index << tile.Level);
    }
}
