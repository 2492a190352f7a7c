using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Reprise.Demo.Upstream;

/// <summary>
/// Writes AWS event stream messages: total length, header length and their checksum, then headers, payload and the checksum of everything. All numbers are
/// big-endian, the checksum is CRC-32.
/// </summary>
internal static class EventStream
{
    private static readonly uint[] _table = MakeTable();

    public static byte[] Event(string type, JsonObject payload) => Message(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    public static byte[] Exception(string type, JsonObject payload) =>
        Message(payload, (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception"));

    private static byte[] Message(JsonObject payload, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var head = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            var nameBytes = Encoding.UTF8.GetBytes(name);
            var valueBytes = Encoding.UTF8.GetBytes(value);
            head.WriteByte((byte)nameBytes.Length);
            head.Write(nameBytes);
            head.WriteByte(7); // a string
            head.WriteByte((byte)(valueBytes.Length >> 8));
            head.WriteByte((byte)valueBytes.Length);
            head.Write(valueBytes);
        }

        var body = Frames.Json(payload);
        var total = 12 + (int)head.Length + body.Length + 4;
        var message = new byte[total];
        BinaryPrimitives.WriteInt32BigEndian(message, total);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), (int)head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32(message.AsSpan(0, 8)));
        head.ToArray().CopyTo(message, 12);
        body.CopyTo(message, 12 + (int)head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(total - 4), Crc32(message.AsSpan(0, total - 4)));
        return message;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = _table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var value = n;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[n] = value;
        }

        return table;
    }
}
