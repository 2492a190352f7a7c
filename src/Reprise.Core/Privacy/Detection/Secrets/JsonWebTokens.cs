using System.Buffers.Text;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>Signed tokens of JSON: header, payload and signature in base64url, parted by dots.</summary>
internal static class JsonWebTokens
{
    private static readonly CharSet s_part = CharSet.Named('W');

    public static bool TryRead(ReadOnlySpan<char> text, int start, out int end)
    {
        end = start;
        if (!text[start..].StartsWith("eyJ", StringComparison.Ordinal) || !SecretShape.IsFree(text, start, isLong: true)) return false;
        var header = Part(text, start);
        if (header - start < 16 || header >= text.Length || text[header] != '.' || !IsObject(text[start..header], mustBeHeader: true)) return false;
        var payload = Part(text, header + 1);
        if (payload - header < 12 || !IsObject(text[(header + 1)..payload], mustBeHeader: false)) return false;
        end = payload;
        if (payload < text.Length && text[payload] == '.') end = Math.Max(payload, Part(text, payload + 1));
        return true;
    }

    private static int Part(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && s_part.Contains(text[at])) at++;
        return at;
    }

    // Its first characters are enough: {" and, in a header, the name of the algorithm, the type or the key.
    private static bool IsObject(ReadOnlySpan<char> part, bool mustBeHeader)
    {
        Span<byte> bytes = stackalloc byte[384];
        var length = Math.Min(part.Length, 480);
        var head = part[..(length / 4 * 4)];
        if (Base64Url.DecodeFromChars(head, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written < 2) return false;
        ReadOnlySpan<byte> json = bytes[..written];
        var inner = json[1..].TrimStart(" \r\n\t"u8);
        if (json[0] != '{' || inner.IsEmpty || inner[0] is not ((byte)'"' or (byte)'}')) return false;
        return !mustBeHeader || json.IndexOf("\"alg\""u8) >= 0 || json.IndexOf("\"typ\""u8) >= 0 || json.IndexOf("\"kid\""u8) >= 0 || json.IndexOf("\"x5t\""u8) >= 0;
    }
}
