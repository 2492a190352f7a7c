using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Reprise.Embeddings;

/// <summary>Names a part of the index. A search sees the entries of one part and no others. The bits mean nothing here; make them with <see cref="Of"/>.</summary>
/// <remarks>A search compares whole keys for every entry it gives back, so two keys that share a hash or a cell are still apart.</remarks>
public readonly record struct PartitionKey(UInt128 Value)
{
    /// <summary>The first 128 bits of the SHA-256 of what sets the part apart, written in one unmistakable way.</summary>
    public static PartitionKey Of(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, hash);
        return new PartitionKey(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    internal ulong Hash => Bits.Mix((ulong)Value ^ Bits.Mix((ulong)(Value >> 64)));
}
