using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Reprise.Interactions;

namespace Reprise.Wire;

/// <summary>A body without its content encoding, for reading. The stored bytes stay as they came.</summary>
public static class DecodedBody
{
    /// <summary>More than this is not unpacked: a kilobyte can claim to be a terabyte.</summary>
    public const int MaxBytes = 128 * 1024 * 1024;

    /// <summary>The decoded bytes; what could be decoded when the body was cut off; null when the encoding is unknown or the bytes are broken from the start.</summary>
    public static ReadOnlyMemory<byte>? Find(Body body) => Find(body, out _);

    /// <inheritdoc cref="Find(Body)"/>
    /// <param name="body">The body.</param>
    /// <param name="fault">Why not all of it could be decoded; null when all was, or nothing.</param>
    public static ReadOnlyMemory<byte>? Find(Body body, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(body);
        fault = null;
        if (string.IsNullOrEmpty(body.ContentEncoding)) return body.Bytes;
        var encodings = body.ContentEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var bytes = body.Bytes;
        for (var i = encodings.Length - 1; i >= 0; i--)
        {
            if (Decode(bytes, encodings[i], ref fault) is not { } decoded) return null;
            bytes = decoded;
        }

        return bytes;
    }

    /// <summary>A stream without its content encoding, which owns it; null for an encoding we do not read. How much comes out is for the reader to bound.</summary>
    /// <param name="encoded">As it came.</param>
    /// <param name="encoding">One name, such as <c>gzip</c>.</param>
    public static Stream? Open(Stream encoded, string encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(encoded, CompressionMode.Decompress),
            "BR" => new BrotliStream(encoded, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(encoded, CompressionMode.Decompress),
            _ => null,
        };
    }

    private static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> bytes, string encoding, ref string? fault)
    {
        if (encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) || bytes.IsEmpty) return bytes;
        using var source = MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        using var decoder = Open(source, encoding);
        if (decoder is null) return null;
        var decoded = ReadAll(decoder, ref fault);
        // The runtime takes the end of the bytes for the end of the archive; gzip ends with the length of what it held.
        if (decoder is GZipStream && decoded is { Length: < MaxBytes } all && !EndsWithLength(bytes.Span, all.Length)) fault ??= "breaks off within its encoding";
        return decoded;
    }

    private static bool EndsWithLength(ReadOnlySpan<byte> gzip, int length) => gzip.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(gzip[^4..]) == length;

    private static ReadOnlyMemory<byte>? ReadAll(Stream decoder, ref string? fault)
    {
        using var decoded = new MemoryStream();
        var buffer = new byte[32 * 1024];
        try
        {
            int read;
            while (decoded.Length < MaxBytes && (read = decoder.Read(buffer)) > 0) decoded.Write(buffer, 0, read);
            if (decoded.Length >= MaxBytes) fault = $"unpacks to more than {MaxBytes / (1024 * 1024)} MB and is read up to there";
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            if (decoded.Length == 0) return null;
            fault = "breaks off within its encoding";
        }

        return decoded.GetBuffer().AsMemory(0, (int)decoded.Length);
    }
}
