using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Rows in PostgreSQL's binary COPY format, in one growing run of bytes that is sent as it is and used again.</summary>
internal sealed class CopyBuffer
{
    private const int MostKeptBytes = 4 * 1024 * 1024;
    private const int FirstBytes = 64 * 1024;
    private static readonly long s_postgresEpochMs = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private byte[] _bytes = new byte[FirstBytes];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Begin()
    {
        _length = 0;
        if (_bytes.Length > MostKeptBytes) _bytes = new byte[FirstBytes];
        // The format's signature, no flags, no further header.
        Append("PGCOPY\n"u8);
        Append([0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    public void BeginRow(int columns) => AppendInt16((short)columns);

    public void End() => AppendInt16(-1);

    public void Null() => AppendInt32(-1);

    public void Write(long value)
    {
        AppendInt32(8);
        BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);
    }

    public void Write(long? value)
    {
        if (value is { } number) Write(number);
        else Null();
    }

    public void Write(int? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        AppendInt32(4);
        AppendInt32(number);
    }

    public void WriteSmall(short? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        AppendInt32(2);
        AppendInt16(number);
    }

    public void Write(double? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        AppendInt32(8);
        BinaryPrimitives.WriteDoubleBigEndian(Reserve(8), number);
    }

    public void Write(bool? value)
    {
        if (value is not { } flag)
        {
            Null();
            return;
        }

        AppendInt32(1);
        Reserve(1)[0] = flag ? (byte)1 : (byte)0;
    }

    public void Write(InteractionId id)
    {
        AppendInt32(16);
        id.WriteBytes(Reserve(16));
    }

    public void Write(Guid id)
    {
        AppendInt32(16);
        id.TryWriteBytes(Reserve(16), bigEndian: true, out _);
    }

    public void WriteTime(long unixMilliseconds) => Write((unixMilliseconds - s_postgresEpochMs) * 1000);

    /// <summary>Text as <see cref="PostgresText"/> writes it.</summary>
    public void Write(string? text)
    {
        if (text is null)
        {
            Null();
            return;
        }

        WriteText(PostgresText.Encode(text));
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        AppendInt32(bytes.Length);
        Append(bytes);
    }

    /// <summary>A JSON text that <see cref="JsonForm"/> found fit.</summary>
    public void WriteJson(string? json)
    {
        if (json is null)
        {
            Null();
            return;
        }

        var at = BeginValue();
        Reserve(1)[0] = 1;
        _length += Encoding.UTF8.GetBytes(json, Space(Encoding.UTF8.GetMaxByteCount(json.Length)));
        EndValue(at);
    }

    public void Write(IPAddress? address)
    {
        if (address is null)
        {
            Null();
            return;
        }

        var bytes = address.GetAddressBytes();
        AppendInt32(4 + bytes.Length);
        Append([address.AddressFamily == AddressFamily.InterNetwork ? (byte)2 : (byte)3, (byte)(bytes.Length * 8), 0, (byte)bytes.Length]);
        Append(bytes);
    }

    /// <summary>Distinct words without their places.</summary>
    public void WriteWords(IReadOnlyCollection<string>? words)
    {
        if (words is null)
        {
            Null();
            return;
        }

        var at = BeginValue();
        AppendInt32(words.Count);
        foreach (var word in words)
        {
            _length += Encoding.UTF8.GetBytes(word, Space(Encoding.UTF8.GetMaxByteCount(word.Length)));
            Reserve(3).Clear();
        }

        EndValue(at);
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        var at = BeginValue();
        _length += Encoding.UTF8.GetBytes(text, Space(Encoding.UTF8.GetMaxByteCount(text.Length)));
        EndValue(at);
    }

    private int BeginValue()
    {
        AppendInt32(0);
        return _length;
    }

    private void EndValue(int at) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at - 4), _length - at);

    private void AppendInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    private void AppendInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    private void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private Span<byte> Reserve(int count)
    {
        var space = Space(count);
        _length += count;
        return space[..count];
    }

    private Span<byte> Space(int count)
    {
        if (_bytes.Length - _length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}
