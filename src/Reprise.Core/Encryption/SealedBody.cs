using System.Buffers;
using System.IO.Compression;
using Reprise.Interactions;

namespace Reprise.Encryption;

/// <summary>Bodies for engines that keep them as they are given: compressed before they are sealed, since nothing can be compressed afterwards.</summary>
internal static class SealedBody
{
    private const byte Stored = 0;
    private const byte Brotli = 1;
    private const int Head = 1 + 4;
    private const string Place = "body";

    private static ReadOnlySpan<byte> Mark => "\u001E~s1."u8;

    public static Body? Seal(ISealer sealer, string project, Body? body) => body is null ? null : body with { Bytes = Seal(sealer, project, body.Bytes.Span) };

    public static Body? Open(ISealer sealer, string project, Body? body) =>
        body is null || !body.Bytes.Span.StartsWith(Mark) ? body : body with { Bytes = Open(sealer.Open(project, Place, body.Bytes.Span[Mark.Length..])) };

    private static byte[] Seal(ISealer sealer, string project, ReadOnlySpan<byte> plain)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Head + plain.Length);
        try
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(rented.AsSpan(1), plain.Length);
            if (BrotliEncoder.TryCompress(plain, rented.AsSpan(Head, plain.Length), out var written, quality: 1, window: 18)) rented[0] = Brotli;
            else
            {
                rented[0] = Stored;
                plain.CopyTo(rented.AsSpan(Head));
                written = plain.Length;
            }

            return [.. Mark, .. sealer.Seal(project, Place, rented.AsSpan(0, Head + written))];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static byte[] Open(byte[] opened)
    {
        if (opened.Length < Head) throw new SealException("A sealed body is too short to be one.");
        if (opened[0] == Stored) return opened[Head..];
        var plain = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(opened.AsSpan(1))];
        return BrotliDecoder.TryDecompress(opened.AsSpan(Head), plain, out var written) && written == plain.Length ? plain : throw new SealException("A sealed body is damaged.");
    }
}
