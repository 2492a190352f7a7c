using System.Buffers.Binary;
using System.Text;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse.Http;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>Reads rows in ClickHouse's RowBinary, value after value in the order of the columns. An answer that ends too early is a failure that may pass.</summary>
internal sealed class RowReader(byte[] bytes)
{
    private int _at;

    public bool AtEnd => _at >= bytes.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public Int128 Int128() => BinaryPrimitives.ReadInt128LittleEndian(Take(16));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public InteractionId Id() => InteractionId.FromBytes(Take(16));

    public string Text() => Encoding.UTF8.GetString(Take(Varint()));

    public byte[] Blob() => Take(Varint()).ToArray();

    public string? TextOrNull() => Flag() ? null : Text();

    public byte[]? BlobOrNull() => Flag() ? null : Blob();

    public int? Int32OrNull() => Flag() ? null : Int32();

    public long? Int64OrNull() => Flag() ? null : Int64();

    public Int128? Int128OrNull() => Flag() ? null : Int128();

    public double? DoubleOrNull() => Flag() ? null : Double();

    public bool? FlagOrNull() => Flag() ? null : Flag();

    public InteractionId? IdOrNull() => Flag() ? null : Id();

    public int Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value <= int.MaxValue ? (int)value : throw ClickHouseFailure.Unreadable();
        }

        throw ClickHouseFailure.Unreadable();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at) throw ClickHouseFailure.Unreadable();
        var taken = bytes.AsSpan(_at, count);
        _at += count;
        return taken;
    }
}
