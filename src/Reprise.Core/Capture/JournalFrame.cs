using System.Buffers.Binary;
using System.Numerics;

namespace Reprise.Capture;

/// <summary>
/// The layout of a journal file, all numbers little-endian: a head of magic and sequence number, then records, each behind its length and the CRC-32C of its
/// bytes. The checksum ends with the sequence number, so that a record of an earlier round of the same file is none.
/// </summary>
internal static class JournalFrame
{
    /// <summary>Bytes before each record.</summary>
    public const int Size = 8;

    /// <summary>Bytes at the start of a file.</summary>
    public const int HeadSize = 16;

    private static ReadOnlySpan<byte> Magic => "RPRSJNL1"u8;

    public static void WriteHead(Span<byte> head, long sequence)
    {
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[Magic.Length..], sequence);
    }

    /// <summary>The sequence number of a file; null when it is no journal file of ours.</summary>
    public static long? ReadHead(ReadOnlySpan<byte> head) =>
        head.StartsWith(Magic) ? BinaryPrimitives.ReadInt64LittleEndian(head[Magic.Length..]) : null;

    public static void Write(Span<byte> frame, int length, uint checksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], checksum);
    }

    public static (int Length, uint Checksum) Read(ReadOnlySpan<byte> frame) =>
        (BinaryPrimitives.ReadInt32LittleEndian(frame), BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]));

    /// <summary>The checksum as it stands in the frame.</summary>
    public static uint Sealed(uint checksum, long sequence) => BitOperations.Crc32C(checksum, (ulong)sequence);

    public static uint Checksum(uint start, ReadOnlySpan<byte> bytes)
    {
        var crc = start;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
