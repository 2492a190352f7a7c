using System.Buffers.Binary;
using System.Text;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>Writes rows in ClickHouse's RowBinary, value after value in the order of the columns. Kept and used again; not safe for several threads.</summary>
internal sealed class RowWriter
{
    private const int KeptBytes = 1 << 20;
    private byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Empties it; a buffer that grew large is given back.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes) _bytes = new byte[64 * 1024];
    }

    public void Byte(byte value)
    {
        Room(1);
        _bytes[Length++] = value;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value)
    {
        Room(4);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    public void Int64(long value)
    {
        Room(8);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    public void Fixed(Interactions.InteractionId id)
    {
        Room(16);
        id.WriteBytes(_bytes.AsSpan(Length));
        Length += 16;
    }

    public void Text(string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most < 0x80)
        {
            // The length fits one byte whatever it turns out to be.
            Room(most + 1);
            var written = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length + 1));
            _bytes[Length] = (byte)written;
            Length += written + 1;
            return;
        }

        Varint((uint)Encoding.UTF8.GetByteCount(value));
        Room(most);
        Length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
    }

    public void Blob(ReadOnlySpan<byte> value)
    {
        Varint((uint)value.Length);
        Room(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    public void Varint(uint value)
    {
        Room(5);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    public void Null() => Byte(1);

    public void Nullable(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        Byte(0);
        Text(value);
    }

    public void Nullable(int? value)
    {
        Flag(value is null);
        if (value is { } number) Int32(number);
    }

    public void Nullable(long? value)
    {
        Flag(value is null);
        if (value is { } number) Int64(number);
    }

    public void Nullable(double? value)
    {
        Flag(value is null);
        if (value is { } number) Int64(BitConverter.DoubleToInt64Bits(number));
    }

    public void Nullable(bool? value)
    {
        Flag(value is null);
        if (value is { } flag) Flag(flag);
    }

    private void Room(int count)
    {
        if (_bytes.Length - Length >= count) return;
        Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }
}
