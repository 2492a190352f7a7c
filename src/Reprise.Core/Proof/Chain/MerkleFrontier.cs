using System.Numerics;

namespace Reprise.Proof.Chain;

/// <summary>What must be remembered of a tree that only grows: the roots of its whole subtrees, largest first. Gives the root, and the hashes of tiles as they fill.</summary>
internal sealed class MerkleFrontier
{
    /// <summary>Levels whose nodes are kept in the proof's store, so that a path needs no more than 256 leaves and a few nodes: 2^8, 2^16, 2^24 leaves.</summary>
    public const int TileBits = 8;

    private readonly List<byte[]> _roots = [];

    public MerkleFrontier()
    {
    }

    /// <param name="size">Leaves so far.</param>
    /// <param name="roots">Roots of whole subtrees, largest first: as many as the size has bits set.</param>
    public MerkleFrontier(long size, IEnumerable<byte[]> roots)
    {
        (Size, _roots) = (size, [.. roots]);
        if (_roots.Count != BitOperations.PopCount((ulong)size)) throw new FormatException("The roots do not fit the size.");
    }

    public long Size { get; private set; }

    public IReadOnlyList<byte[]> Roots => _roots;

    public MerkleFrontier Copy() => new(Size, _roots);

    /// <summary>Adds a leaf; tiles that it fills are given to <paramref name="tile"/>.</summary>
    public void Add(byte[] leaf, Action<MerkleTile>? tile = null)
    {
        var hash = leaf;
        var index = Size;
        for (var level = 1; (index & 1) == 1; level++)
        {
            hash = MerkleTree.Node(_roots[^1], hash);
            _roots.RemoveAt(_roots.Count - 1);
            index >>= 1;
            if (level % TileBits == 0) tile?.Invoke(new MerkleTile(level, index, hash));
        }

        _roots.Add(hash);
        Size++;
    }

    public byte[] Root()
    {
        if (_roots.Count == 0) return MerkleTree.EmptyRoot;
        var hash = _roots[^1];
        for (var i = _roots.Count - 2; i >= 0; i--) hash = MerkleTree.Node(_roots[i], hash);
        return hash;
    }
}

/// <summary>The hash over a whole subtree.</summary>
/// <param name="Level">Of 2 to this power leaves.</param>
/// <param name="Index">The so-manieth of its level, from 0.</param>
/// <param name="Hash">32 bytes.</param>
public readonly record struct MerkleTile(int Level, long Index, ReadOnlyMemory<byte> Hash);
