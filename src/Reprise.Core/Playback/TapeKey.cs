using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Playback;

/// <summary>
/// Names a request by what was sent: SHA-256 over <c>METHOD path?query</c>, a line feed and the body, credentials taken out of the query. Where the body on the
/// tape was redacted, the key still is that of the original.
/// </summary>
/// <remarks><c>(printf 'POST /v1/chat/completions\n'; cat body.json) | sha256sum</c> gives the same.</remarks>
public readonly record struct TapeKey(UInt128 High, UInt128 Low)
{
    /// <summary>Larger requests get a buffer of their own, so that the pool keeps none of that size.</summary>
    private const int RentMax = 1024 * 1024;

    public static TapeKey Of(TapeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = TapeQuery.WithoutCredentials(request.Query);
        var head = Encoding.UTF8.GetMaxByteCount(request.Method.Length + request.Path.Length + query.Length + 2);
        var size = head + request.Body.Length;
        var rented = size <= RentMax ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? new byte[size];
        try
        {
            var length = Encoding.UTF8.GetBytes(request.Method, buffer);
            buffer[length++] = (byte)' ';
            length += Encoding.UTF8.GetBytes(request.Path, buffer.AsSpan(length));
            length += Encoding.UTF8.GetBytes(query, buffer.AsSpan(length));
            buffer[length++] = (byte)'\n';
            request.Body.Span.CopyTo(buffer.AsSpan(length));
            return OfBytes(buffer.AsSpan(0, length + request.Body.Length));
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static TapeKey OfBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new TapeKey(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    public static bool TryParse(string? text, out TapeKey key)
    {
        key = default;
        if (text is not { Length: 64 }
            || !UInt128.TryParse(text.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !UInt128.TryParse(text.AsSpan(32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)) return false;
        key = new TapeKey(high, low);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");
}
