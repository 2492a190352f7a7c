using System.Security.Cryptography;

namespace Reprise.Proof.Chain;

/// <summary>Hashes of a Merkle tree as RFC 6962, section 2.1, defines them.</summary>
internal static class MerkleTree
{
    public static byte[] EmptyRoot { get; } = SHA256.HashData([]);

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + SHA256.HashSizeInBytes)..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The next hash of the chain: SHA-256 over a two, the hash before and the leaf.</summary>
    public static byte[] Link(ReadOnlySpan<byte> before, ReadOnlySpan<byte> leaf)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        bytes[0] = 2;
        before.CopyTo(bytes[1..]);
        leaf.CopyTo(bytes[(1 + SHA256.HashSizeInBytes)..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>The root over an inclusion path.</summary>
    public static byte[] RootOf(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        var (at, last, hash) = (index, size - 1, leaf.ToArray());
        foreach (var sibling in path)
        {
            if ((at & 1) == 1 || at == last)
            {
                hash = Node(sibling, hash);
                while ((at & 1) == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                hash = Node(hash, sibling);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return hash;
    }
}
