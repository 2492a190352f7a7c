using System.Buffers.Binary;
using System.Numerics;

namespace Reprise.Capture;

/// <summary>What stands before each record of a journal file: its length and the CRC-32C of its bytes, both little-endian.</summary>
internal static class JournalFrame
{
    public const int Size = 8;

    /// <summary>First bytes of every journal file.</summary>
    public static ReadOnlySpan<byte> Magic => "RPRSJNL1"u8;

    public static void Write(Span<byte> frame, int length, uint checksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], checksum);
    }

    public static (int Length, uint Checksum) Read(ReadOnlySpan<byte> frame) =>
        (BinaryPrimitives.ReadInt32LittleEndian(frame), BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]));

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
