using System.Text;

namespace Reprise.Storage.Sqlite;

/// <summary>A growing run of bytes, used again and again. What one large body made it grow to is given back when it is cleared.</summary>
internal sealed class Utf8Buffer
{
    /// <summary>Buffers up to this size are kept for the next use, larger ones are given back.</summary>
    public const int MostKeptBytes = 1024 * 1024;

    private const int FirstBytes = 4096;
    private byte[] _bytes = new byte[FirstBytes];

    public int Length { get; private set; }
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > MostKeptBytes) _bytes = new byte[FirstBytes];
    }

    public void Truncate(int length) => Length = length;

    public void Append(ReadOnlySpan<char> text)
    {
        var space = Reserve(text.Length * 3);
        Length += Encoding.UTF8.GetBytes(text, space);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void AppendVarint(ulong value)
    {
        var space = Reserve(10);
        var i = 0;
        for (; value >= 0x80; value >>= 7) space[i++] = (byte)(value | 0x80);
        space[i++] = (byte)value;
        Length += i;
    }

    /// <summary>A signed number, small ones of either sign in few bytes.</summary>
    public void AppendSigned(long value) => AppendVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Text with its length before it; null and empty are told apart.</summary>
    public void AppendText(string? text)
    {
        if (text is null)
        {
            Append(0);
            return;
        }

        AppendVarint((ulong)Encoding.UTF8.GetByteCount(text) + 1);
        Append(text);
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }
}

/// <summary>Reads what <see cref="Utf8Buffer"/> wrote.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new InvalidDataException("A number in a stored body is too long.");
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var value = _rest[..count];
        _rest = _rest[count..];
        return value;
    }

    public string? Text()
    {
        var length = (int)Varint();
        return length == 0 ? null : Encoding.UTF8.GetString(Bytes(length - 1));
    }
}
