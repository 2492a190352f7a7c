using System.Numerics;

namespace Reprise.Proof.Chain;

/// <summary>Reads nodes of the tree: from the kept ones where they are, from at most 256 leaves where they are not.</summary>
internal static class MerkleNodes
{
    /// <summary>What a tree of that size remembers; null when entries are missing.</summary>
    public static async Task<MerkleFrontier?> FrontierAsync(IProofStore store, long size, CancellationToken cancellationToken)
    {
        var roots = new List<byte[]>();
        var at = 0L;
        for (var level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) == 0) continue;
            if (await NodeAsync(store, level, at >> level, cancellationToken).ConfigureAwait(false) is not { } node) return null;
            roots.Add(node);
            at += 1L << level;
        }

        return new MerkleFrontier(size, roots);
    }

    /// <summary>The audit path of RFC 6962, section 2.1.1, for a leaf in a tree of that size; null when entries are missing.</summary>
    public static async Task<IReadOnlyList<byte[]>?> PathAsync(IProofStore store, long index, long size, CancellationToken cancellationToken)
    {
        var path = new List<byte[]>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var split = from + (long)BitOperations.RoundUpToPowerOf2((ulong)(to - from)) / 2;
            var (isLeft, sibling) = index < split ? (true, (From: split, To: to)) : (false, (From: from, To: split));
            if (await RootAsync(store, sibling.From, sibling.To, cancellationToken).ConfigureAwait(false) is not { } hash) return null;
            path.Add(hash);
            (from, to) = isLeft ? (from, split) : (split, to);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The root over some leaves; the first of them stands where a subtree of that many begins.</summary>
    private static async Task<byte[]?> RootAsync(IProofStore store, long from, long to, CancellationToken cancellationToken)
    {
        var count = to - from;
        if (BitOperations.IsPow2(count)) return await NodeAsync(store, BitOperations.Log2((ulong)count), from / count, cancellationToken).ConfigureAwait(false);
        var split = from + (long)BitOperations.RoundUpToPowerOf2((ulong)count) / 2;
        return await RootAsync(store, from, split, cancellationToken).ConfigureAwait(false) is { } left && await RootAsync(store, split, to, cancellationToken).ConfigureAwait(false) is { } right
            ? MerkleTree.Node(left, right) : null;
    }

    /// <summary>The root of a whole subtree.</summary>
    private static async Task<byte[]?> NodeAsync(IProofStore store, int level, long index, CancellationToken cancellationToken)
    {
        var kept = level / MerkleFrontier.TileBits * MerkleFrontier.TileBits;
        var count = 1 << (level - kept);
        var first = index * count;
        IReadOnlyList<byte[]> hashes = kept == 0
            ? [.. (await store.ReadAsync(first, count, cancellationToken).ConfigureAwait(false)).Where((entry, i) => entry.Sequence == first + i).Select(static entry => entry.Leaf())]
            : [.. (await store.TilesAsync(kept, first, count, cancellationToken).ConfigureAwait(false)).Where((tile, i) => tile.Index == first + i).Select(static tile => tile.Hash.ToArray())];
        if (hashes.Count < count) return null;
        while (hashes.Count > 1) hashes = [.. hashes.Chunk(2).Select(static pair => MerkleTree.Node(pair[0], pair[1]))];
        return hashes[0];
    }
}
