using System.IO.Compression;

namespace Reprise.Client.Recording;

/// <summary>Some lines that wait together, each ended by a line feed. Those that wait long are kept compressed: lines of one program are much alike.</summary>
internal sealed class LineChunk
{
    // Quality 3 of 11: a third of the time of 5, and a tenth more bytes (measured with lines of 300 bytes, 2026-11-20).
    private const int Quality = 3;
    private const int Window = 18;

    private readonly byte[] _bytes;
    private readonly int _length;
    private readonly bool _isPacked;

    private LineChunk(byte[] bytes, int length, int count, bool isPacked) => (_bytes, _length, Count, _isPacked) = (bytes, length, count, isPacked);

    public int Count { get; }

    /// <summary>Bytes it takes in memory.</summary>
    public int HeldBytes => _bytes.Length;

    /// <summary>Bytes of its lines.</summary>
    public int Length => _length;

    public static LineChunk Of(ReadOnlySpan<byte> lines, int count, bool pack)
    {
        if (!pack) return new LineChunk(lines.ToArray(), lines.Length, count, isPacked: false);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(lines.Length)];
        return BrotliEncoder.TryCompress(lines, packed, out var written, Quality, Window) && written < lines.Length
            ? new LineChunk(packed[..written], lines.Length, count, isPacked: true)
            : new LineChunk(lines.ToArray(), lines.Length, count, isPacked: false);
    }

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Open()
    {
        if (!_isPacked) return _bytes;
        var lines = new byte[_length];
        if (!BrotliDecoder.TryDecompress(_bytes, lines, out var written) || written != _length) throw new InvalidOperationException("Lines that were packed here cannot be unpacked.");
        return lines;
    }

    /// <summary>Cuts lines apart.</summary>
    public static void Split(ReadOnlyMemory<byte> lines, List<RecordLine> into)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            if (end < 0) end = lines.Length;
            into.Add(new RecordLine(lines[..end]));
            lines = lines[Math.Min(end + 1, lines.Length)..];
        }
    }
}
