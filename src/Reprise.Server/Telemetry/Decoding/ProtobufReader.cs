using System.Buffers.Binary;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>
/// Walks through the fields of one protobuf message where it lies, copying nothing. Throws <see cref="InvalidDataException"/> where the bytes are no message. A field that is not asked for,
/// or has another wire type than its number should, is passed over, as protobuf wants it.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;
    private ulong _number;
    private int _wire;

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>The field's bytes: a text, bytes or a message; empty where it is none of these.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly bool IsBytes => _wire == Length;

    /// <summary>The field's number, whichever way it was written.</summary>
    public readonly ulong Number => _number;

    public readonly double Double => _wire == Fixed64 ? BitConverter.UInt64BitsToDouble(_number) : 0;

    /// <summary>Goes on to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = ReadVarint();
        if (tag is 0 or > uint.MaxValue || tag >> 3 == 0) throw Broken();
        Field = (int)(tag >> 3);
        _wire = (int)(tag & 7);
        Bytes = default;
        _number = 0;
        switch (_wire)
        {
            case Varint:
                _number = ReadVarint();
                break;
            case Fixed64:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case Length:
                var length = ReadVarint();
                if (length > (ulong)_rest.Length) throw Broken();
                Bytes = Take((int)length);
                break;
            case Fixed32:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                // Groups have been out of use since before OTLP was made.
                throw Broken();
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count) throw Broken();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_rest.IsEmpty) throw Broken();
            var part = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw Broken();
    }

    private static InvalidDataException Broken() => new("The body is no protobuf message of OTLP, or breaks off.");
}
