namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>What a Content-Type header says of a body.</summary>
internal static class MediaTypes
{
    /// <summary>The type alone, in lower case; empty for none.</summary>
    public static string Of(string? contentType) => contentType?.Split(';', 2)[0].Trim().ToLowerInvariant() ?? "";

    /// <summary>Pictures, sound, films and documents: bytes that are known to be no text.</summary>
    public static bool IsMedia(string media) =>
        media.StartsWith("image/", StringComparison.Ordinal) || media.StartsWith("audio/", StringComparison.Ordinal) || media.StartsWith("video/", StringComparison.Ordinal)
        || media.StartsWith("font/", StringComparison.Ordinal) || media is "application/pdf" or "application/ogg";

    public static string? BoundaryOf(string? contentType)
    {
        var at = contentType?.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0) return null;
        var value = contentType![(at + 9)..].Trim();
        value = value.StartsWith('"') ? value[1..].Split('"')[0] : value.Split(';')[0].Trim();
        return value.Length is > 0 and <= 70 ? value : null;
    }

    /// <summary>The bytes without a character at their end that was cut off in its middle.</summary>
    public static ReadOnlyMemory<byte> WithoutCutCharacter(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        for (var back = 1; back <= Math.Min(3, span.Length); back++)
        {
            var b = span[^back];
            if (b < 0x80) break;
            if (b < 0xC0) continue;
            var needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
            return needed > back ? bytes[..^back] : bytes;
        }

        return bytes;
    }
}
