using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Reprise.Encryption;

/// <summary>A JSON value sealed as one JSON string, compressed first: values may be long, and stores bound them.</summary>
internal static class SealedValue
{
    private const string Mark = "\"~v1.";
    private const byte Stored = 0;
    private const byte Brotli = 1;
    private const int WorthCompressing = 256;

    public static bool IsSealed(string json) => json.StartsWith(Mark, StringComparison.Ordinal);

    public static string Seal(ISealer sealer, string place, string json)
    {
        var plain = Encoding.UTF8.GetBytes(json);
        var packed = new byte[1 + 4 + plain.Length];
        var length = packed.Length;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(1), plain.Length);
        if (plain.Length >= WorthCompressing && BrotliEncoder.TryCompress(plain, packed.AsSpan(5), out var written, quality: 5, window: 20))
        {
            packed[0] = Brotli;
            length = 5 + written;
        }
        else
        {
            packed[0] = Stored;
            plain.CopyTo(packed, 5);
        }

        return Mark + Base64Url.EncodeToString(sealer.Seal("", place, packed.AsSpan(0, length))) + "\"";
    }

    /// <summary>Throws <see cref="SealException"/> when it does not open; what is not sealed is given back as it is.</summary>
    public static string Open(ISealer sealer, string place, string json)
    {
        if (!IsSealed(json)) return json;
        byte[] opened;
        try
        {
            opened = sealer.Open("", place, Base64Url.DecodeFromChars(json.AsSpan(Mark.Length).TrimEnd('"')));
        }
        catch (FormatException e)
        {
            throw new SealException($"What stands in {place} is not sealed as it says.", e);
        }

        if (opened[0] == Stored) return Encoding.UTF8.GetString(opened, 5, opened.Length - 5);
        var plain = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(opened.AsSpan(1))];
        return BrotliDecoder.TryDecompress(opened.AsSpan(5), plain, out _) ? Encoding.UTF8.GetString(plain) : throw new SealException($"What stands in {place} is damaged.");
    }
}
