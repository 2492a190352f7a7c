using System.Buffers;

namespace Reprise.Wire;

/// <summary>
/// Reads server-sent events from bytes: lines end in LF, CR or CRLF; several <c>data</c> lines are joined with a line feed; comments and unknown fields are
/// skipped. An event that the end of the bytes cuts off is handed out too, since a recording may end anywhere.
/// </summary>
/// <remarks>Source: WHATWG HTML, "Parsing an event stream".</remarks>
internal ref struct SseReader
{
    private ReadOnlySpan<byte> _rest;
    private ArrayBufferWriter<byte>? _lines;

    public SseReader(ReadOnlySpan<byte> bytes)
    {
        _rest = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        Data = default;
        Event = default;
    }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The event's name, empty when it has none.</summary>
    public ReadOnlySpan<byte> Event { get; private set; }

    /// <summary>Whether bytes look like server-sent events, for answers without a content type.</summary>
    public static bool Recognises(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        bytes = bytes.TrimStart("\r\n "u8);
        return bytes.StartsWith("data:"u8) || bytes.StartsWith("event:"u8) || bytes.StartsWith("id:"u8) || bytes.StartsWith("retry:"u8) || bytes.StartsWith(":"u8);
    }

    /// <summary>Moves to the next event that has data.</summary>
    public bool Next()
    {
        Data = default;
        Event = default;
        var lines = 0;
        while (!_rest.IsEmpty)
        {
            var line = NextLine();
            if (line.IsEmpty)
            {
                if (lines > 0) return true;
                Event = default;
                continue;
            }

            var colon = line.IndexOf((byte)':');
            if (colon == 0) continue;
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? default : line[(colon + 1)..];
            if (value.StartsWith(" "u8)) value = value[1..];
            if (field.SequenceEqual("event"u8)) Event = value;
            else if (field.SequenceEqual("data"u8)) AddData(value, lines++);
        }

        return lines > 0;
    }

    private ReadOnlySpan<byte> NextLine()
    {
        var end = _rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            var last = _rest;
            _rest = default;
            return last;
        }

        var line = _rest[..end];
        var next = _rest[end] == '\r' && end + 1 < _rest.Length && _rest[end + 1] == '\n' ? end + 2 : end + 1;
        _rest = _rest[next..];
        return line;
    }

    private void AddData(ReadOnlySpan<byte> value, int lines)
    {
        if (lines == 0)
        {
            Data = value;
            return;
        }

        if (lines == 1 || _lines is null)
        {
            _lines = new ArrayBufferWriter<byte>(Data.Length + value.Length + 1);
            _lines.Write(Data);
        }

        _lines.Write("\n"u8);
        _lines.Write(value);
        Data = _lines.WrittenSpan;
    }
}
