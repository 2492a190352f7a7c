using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Reprise.Wire;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Opens and rewrites frames of AWS event streams: lengths and checksums are those of what stands in them.</summary>
internal static class AwsFrames
{
    private const int Prelude = 12;
    private const int Checksum = 4;

    /// <summary>Reads the first frame.</summary>
    /// <param name="bytes">From the beginning of a frame on.</param>
    /// <param name="length">Its length.</param>
    /// <param name="text">Its payload, out of base 64 where it is that.</param>
    /// <param name="isBase64">Whether it was.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out int length, out ReadOnlyMemory<byte> text, out bool isBase64)
    {
        (length, text, isBase64) = (0, default, false);
        var span = bytes.Span;
        if (span.Length < Prelude + Checksum) return false;
        var total = BinaryPrimitives.ReadUInt32BigEndian(span);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(span[4..]);
        if (total > span.Length || total < Prelude + Checksum || headers > total - Prelude - Checksum) return false;
        length = (int)total;
        text = bytes[(Prelude + (int)headers)..(length - Checksum)];
        if (Base64In(text.Span) is not { } inner) return true;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(inner.Length)];
        if (Base64.DecodeFromUtf8(text.Span.Slice(inner.Start, inner.Length), decoded, out _, out var written) != System.Buffers.OperationStatus.Done) return true;
        (text, isBase64) = (decoded.AsMemory(0, written), true);
        return true;
    }

    /// <summary>Writes a frame with the changed text of its segment.</summary>
    public static void Write(MemoryStream output, ReadOnlySpan<byte> frame, BodySegment segment, bool isBase64)
    {
        using var changed = new MemoryStream();
        segment.Write(changed, null);
        var headers = (int)BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        var before = frame[(Prelude + headers)..^Checksum];
        ReadOnlySpan<byte> payload = changed.GetBuffer().AsSpan(0, (int)changed.Length);
        if (isBase64)
        {
            var inner = Base64In(before)!.Value;
            payload = (byte[])[.. before[..inner.Start], .. Encoding.ASCII.GetBytes(Convert.ToBase64String(payload)), .. before[(inner.Start + inner.Length)..]];
        }

        var result = new byte[Prelude + headers + payload.Length + Checksum];
        BinaryPrimitives.WriteUInt32BigEndian(result, (uint)result.Length);
        frame[4..8].CopyTo(result.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(8), Crc32.Of(result.AsSpan(0, 8)));
        frame.Slice(Prelude, headers).CopyTo(result.AsSpan(Prelude));
        payload.CopyTo(result.AsSpan(Prelude + headers));
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(result.Length - Checksum), Crc32.Of(result.AsSpan(0, result.Length - Checksum)));
        output.Write(result);
    }

    /// <summary>Where the base 64 of <c>{"bytes":"…"}</c> stands in a payload; null for any other.</summary>
    private static (int Start, int Length)? Base64In(ReadOnlySpan<byte> payload)
    {
        var at = payload.IndexOf("\"bytes\""u8);
        if (at < 0 || at > 4096) return null;
        at += 7;
        while (at < payload.Length && payload[at] is (byte)' ' or (byte)':') at++;
        if (at >= payload.Length || payload[at] != '"') return null;
        var length = payload[++at..].IndexOf((byte)'"');
        return length > 0 && Base64.IsValid(payload.Slice(at, length)) ? (at, length) : null;
    }
}
