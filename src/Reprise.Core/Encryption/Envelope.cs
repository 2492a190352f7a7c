using System.Buffers.Binary;

namespace Reprise.Encryption;

/// <summary>
/// What stands around sealed bytes. Sealed differently each time: <c>1</c>, version of the data key (2 bytes), salt (8), nonce (12), ciphertext, tag (16). Sealed the same each
/// time: <c>2</c>, nonce (12), ciphertext, tag (16). Numbers are little-endian.
/// </summary>
internal static class Envelope
{
    public const byte Random = 1;
    public const byte Equal = 2;

    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int RandomHead = 1 + 2 + 8 + NonceLength;
    public const int EqualHead = 1 + NonceLength;
    public const int RandomOverhead = RandomHead + TagLength;
    public const int EqualOverhead = EqualHead + TagLength;

    public static void WriteHead(Span<byte> head, int version, ulong salt)
    {
        head[0] = Random;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)version);
        BinaryPrimitives.WriteUInt64LittleEndian(head[3..], salt);
    }

    public static (int Version, ulong Salt) ReadHead(ReadOnlySpan<byte> head) => (BinaryPrimitives.ReadUInt16LittleEndian(head[1..]), BinaryPrimitives.ReadUInt64LittleEndian(head[3..]));

    public static Span<byte> Nonce(Span<byte> whole, int head) => whole.Slice(head - NonceLength, NonceLength);

    public static ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> whole, int head) => whole.Slice(head - NonceLength, NonceLength);
}
