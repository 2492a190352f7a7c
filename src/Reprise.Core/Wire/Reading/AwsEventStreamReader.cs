using System.Buffers.Binary;

namespace Reprise.Wire;

/// <summary>
/// Reads the binary event stream of AWS: each message is a prelude (total length, header length, checksum), headers, a payload and a checksum over it all.
/// </summary>
/// <remarks>Source: AWS, "Amazon Transcribe: event stream encoding", the same frame for every service.</remarks>
internal ref struct AwsEventStreamReader(ReadOnlySpan<byte> bytes)
{
    private const int Prelude = 12, Checksum = 4;
    private const byte StringType = 7;
    private ReadOnlySpan<byte> _rest = bytes;

    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>The event's type or, for an exception, the exception's.</summary>
    public ReadOnlySpan<byte> Event { get; private set; }

    public bool IsException { get; private set; }

    /// <summary>What was wrong with the frames, in words; null when nothing was.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether bytes start with a whole, valid prelude.</summary>
    public static bool Recognises(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Prelude && bytes[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) == Crc32.Of(bytes[..8]);

    public bool Next()
    {
        if (_rest.IsEmpty || Fault is not null && _rest.IsEmpty) return false;
        if (_rest.Length < Prelude) return Stop("the event stream is cut off in a prelude");
        var total = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(_rest[4..]);
        if (BinaryPrimitives.ReadUInt32BigEndian(_rest[8..]) != Crc32.Of(_rest[..8])) return Stop("a prelude of the event stream has a wrong checksum");
        if (total < Prelude + Checksum || headers > total - Prelude - Checksum) return Stop("a frame of the event stream has impossible lengths");
        if (total > _rest.Length) return Stop("the event stream is cut off in a frame");
        var frame = _rest[..(int)total];
        _rest = _rest[(int)total..];
        if (BinaryPrimitives.ReadUInt32BigEndian(frame[^4..]) != Crc32.Of(frame[..^4])) Fault ??= "a frame of the event stream has a wrong checksum";
        ReadHeaders(frame.Slice(Prelude, (int)headers));
        Payload = frame[(Prelude + (int)headers)..^Checksum];
        return true;
    }

    private bool Stop(string fault)
    {
        Fault = fault;
        _rest = default;
        return false;
    }

    private void ReadHeaders(ReadOnlySpan<byte> headers)
    {
        Event = default;
        IsException = false;
        while (headers.Length > 2)
        {
            var nameLength = headers[0];
            if (headers.Length < nameLength + 2) return;
            var name = headers.Slice(1, nameLength);
            var type = headers[1 + nameLength];
            headers = headers[(2 + nameLength)..];
            var length = ValueLength(type, headers, out var prefix);
            if (length < 0 || headers.Length < prefix + length) return;
            var value = headers.Slice(prefix, length);
            headers = headers[(prefix + length)..];
            if (type != StringType) continue;
            if (name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8)) Event = value;
            else if (name.SequenceEqual(":message-type"u8)) IsException = !value.SequenceEqual("event"u8);
        }
    }

    private static int ValueLength(byte type, ReadOnlySpan<byte> value, out int prefix)
    {
        prefix = type is 6 or StringType ? 2 : 0;
        return type switch
        {
            0 or 1 => 0,
            2 => 1,
            3 => 2,
            4 => 4,
            5 or 8 => 8,
            9 => 16,
            6 or StringType => value.Length < 2 ? -1 : BinaryPrimitives.ReadUInt16BigEndian(value),
            _ => -1,
        };
    }
}
