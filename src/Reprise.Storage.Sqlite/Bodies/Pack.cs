using System.Buffers;
using System.IO.Compression;

namespace Reprise.Storage.Sqlite.Bodies;

/// <summary>
/// Many segments compressed together, since small bodies compress badly alone and cost a call each. Layout before compression: the lengths as varints, then
/// the bytes. A segment that was removed has length 0 and keeps its number.
/// </summary>
internal static class Pack
{
    /// <summary>Segments are gathered up to this many bytes. Larger packs compress better and cost more to open.</summary>
    public const int TargetBytes = 64 * 1024;

    private const byte Stored = 0;
    private const byte Deflated = 1;
    private const byte Brotli = 2;

    /// <summary>Compresses quickly, on the path of recording.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> plain) => CompressBrotli(plain, quality: 1, window: 18);

    /// <summary>Compresses well, when there is time.</summary>
    public static byte[] CompressWell(ReadOnlySpan<byte> plain) => CompressBrotli(plain, quality: 6, window: 22);

    public static byte[] Decompress(ReadOnlySpan<byte> data, int length)
    {
        var plain = new byte[length];
        switch (data[0])
        {
            case Stored:
                data[1..].CopyTo(plain);
                break;
            case Brotli:
                if (!BrotliDecoder.TryDecompress(data[1..], plain, out var written) || written != length) throw new InvalidDataException("A pack of bodies is damaged.");
                break;
            case Deflated:
                using (var zlib = new ZLibStream(new MemoryStream(data[1..].ToArray()), CompressionMode.Decompress)) zlib.ReadExactly(plain);
                break;
            default:
                throw new InvalidDataException("A pack of bodies is compressed in a way this build does not know.");
        }

        return plain;
    }

    private static byte[] CompressBrotli(ReadOnlySpan<byte> plain, int quality, int window)
    {
        // The pool keeps what it is given: large arrays stay out of it.
        var isPooled = plain.Length < Utf8Buffer.MostKeptBytes;
        var buffer = isPooled ? ArrayPool<byte>.Shared.Rent(plain.Length + 1) : new byte[plain.Length + 1];
        try
        {
            if (BrotliEncoder.TryCompress(plain, buffer.AsSpan(1, plain.Length), out var written, quality, window))
            {
                buffer[0] = Brotli;
                return buffer[..(written + 1)];
            }
        }
        finally
        {
            if (isPooled) ArrayPool<byte>.Shared.Return(buffer);
        }

        var stored = new byte[plain.Length + 1];
        stored[0] = Stored;
        plain.CopyTo(stored.AsSpan(1));
        return stored;
    }
}
