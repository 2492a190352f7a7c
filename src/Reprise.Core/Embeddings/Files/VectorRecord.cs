using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Reprise.Encryption;

namespace Reprise.Embeddings.Files;

/// <summary>
/// The layout of a file of vectors, all numbers little-endian. A head: magic, dimensions, name and version of the model, checksum. Then records: checksum, kind and
/// what belongs to the kind. Each checksum (CRC-32C) goes on from the one before, so that a record that is missing, doubled or out of order shows like a changed one.
/// The entries of a snapshot come first and end with a seal; what was changed later follows.
/// </summary>
internal static class VectorRecord
{
    public const byte Add = 1, Remove = 2, Mark = 3, Seal = 4, SealedAdd = 5;

    private const string Place = "vector";

    /// <summary>Checksum and kind.</summary>
    public const int FrameSize = 5;

    private const int AddSize = FrameSize + 8 + 16;
    private const int NumberSize = FrameSize + 8;
    private const int HeadNumbers = 16;

    private static ReadOnlySpan<byte> Magic => "RPRSVEC1"u8;

    /// <summary>Bytes of the longest record.</summary>
    /// <param name="dimensions">Of the vectors.</param>
    /// <param name="overhead">What sealing adds; 0 where nothing is sealed.</param>
    public static int LongestSize(int dimensions, int overhead = 0) => AddSize + dimensions + overhead;

    /// <summary>Bytes of a record of a kind, 0 for an unknown one.</summary>
    public static int SizeOf(byte kind, int dimensions, int overhead) => kind switch { Add => AddSize + dimensions, SealedAdd when overhead > 0 => AddSize + dimensions + overhead, Remove or Mark or Seal => NumberSize, _ => 0 };

    public static byte[] Head(EmbedderIdentity model)
    {
        var (name, version) = (Encoding.UTF8.GetBytes(model.Name), Encoding.UTF8.GetBytes(model.Version));
        var head = new byte[HeadNumbers + name.Length + version.Length + 4];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), model.Dimensions);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(12), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(14), (ushort)version.Length);
        name.CopyTo(head, HeadNumbers);
        version.CopyTo(head, HeadNumbers + name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(head.Length - 4), Checksum(0, head.AsSpan(0, head.Length - 4)));
        return head;
    }

    /// <summary>Whether the bytes begin with a whole head, of whatever model.</summary>
    public static bool IsHead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadNumbers || !bytes.StartsWith(Magic)) return false;
        var length = HeadNumbers + BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]) + BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]);
        return bytes.Length >= length + 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[length..]) == Checksum(0, bytes[..length]);
    }

    /// <summary>The checksum at the end of a head, which the first record goes on from.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head[^4..]);

    /// <returns>Bytes written.</returns>
    public static int WriteAdd(Span<byte> record, ref uint checksum, long id, PartitionKey partition, ReadOnlySpan<sbyte> vector)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[FrameSize..], id);
        BinaryPrimitives.WriteUInt128LittleEndian(record[(FrameSize + 8)..], partition.Value);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector).CopyTo(record[AddSize..]);
        return Finish(record[..(AddSize + vector.Length)], Add, ref checksum);
    }

    /// <summary>The same with partition and vector sealed: a vector tells much of the text it was made of.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteSealedAdd(Span<byte> record, ref uint checksum, long id, PartitionKey partition, ReadOnlySpan<sbyte> vector, ISealer sealer)
    {
        Span<byte> plain = new byte[16 + vector.Length];
        BinaryPrimitives.WriteUInt128LittleEndian(plain, partition.Value);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector).CopyTo(plain[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(record[FrameSize..], id);
        var whole = sealer.Seal("", Place, plain);
        whole.CopyTo(record[(FrameSize + 8)..]);
        return Finish(record[..(FrameSize + 8 + whole.Length)], SealedAdd, ref checksum);
    }

    /// <summary>A sealed addition as a plain one. Throws <see cref="SealException"/>.</summary>
    public static byte[] Open(ReadOnlySpan<byte> record, ISealer sealer) => [.. record[..(FrameSize + 8)], .. sealer.Open("", Place, record[(FrameSize + 8)..])];

    /// <returns>Bytes written.</returns>
    public static int WriteNumber(Span<byte> record, ref uint checksum, byte kind, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[FrameSize..], number);
        return Finish(record[..NumberSize], kind, ref checksum);
    }

    /// <summary>Whether a record is what was written behind the checksum, which then becomes its own.</summary>
    public static bool IsNext(ReadOnlySpan<byte> record, ref uint checksum)
    {
        var own = Checksum(checksum, record[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != own) return false;
        checksum = own;
        return true;
    }

    /// <summary>The id of an addition or a removal, the value of a mark, the count of a seal.</summary>
    public static long Number(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[FrameSize..]);

    public static PartitionKey Partition(ReadOnlySpan<byte> record) => new(BinaryPrimitives.ReadUInt128LittleEndian(record[(FrameSize + 8)..]));

    public static ReadOnlySpan<sbyte> Vector(ReadOnlySpan<byte> record) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(record[AddSize..]);

    private static int Finish(Span<byte> record, byte kind, ref uint checksum)
    {
        record[4] = kind;
        checksum = Checksum(checksum, record[4..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record, checksum);
        return record.Length;
    }

    private static uint Checksum(uint start, ReadOnlySpan<byte> bytes)
    {
        var crc = ~start;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
