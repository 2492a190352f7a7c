using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>
/// Ids of traces and spans. Sixteen and eight bytes are the rule; what exporters get wrong and still means something is taken: another length, base64 as plain protobuf JSON has it, lists of
/// bytes as a JavaScript buffer becomes. An id that is not there is made from the span itself, so that a span that is sent again is the same one.
/// </summary>
internal static class OtlpIds
{
    public const int TraceBytes = 16;
    public const int SpanBytes = 8;
    private const int MostBytes = 32;
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Lower-case hex; null when there is none.</summary>
    public static string? Of(ReadOnlySpan<byte> id) => id.Length is 0 or > MostBytes || !id.ContainsAnyExcept((byte)0) ? null : Convert.ToHexStringLower(id);

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    /// <param name="id">As JSON has it.</param>
    /// <param name="bytes">How many the id should have.</param>
    public static string? Of(JsonElement id, int bytes)
    {
        if (id.ValueKind == JsonValueKind.String) return OfText(id.GetString()!, bytes);
        var list = id.ValueKind == JsonValueKind.Object ? id.Field("data") : id;
        if (list is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() is 0 or > MostBytes) return null;
        Span<byte> found = stackalloc byte[MostBytes];
        var count = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetByte(out found[count])) return null;
            count++;
        }

        return Of(found[..count]);
    }

    /// <summary>Of what the span says.</summary>
    public static string Made(ReadOnlySpan<byte> content, int bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash[..bytes]);
    }

    private static string? OfText(string text, int bytes)
    {
        if (text.Length is 0 or > MostBytes * 2) return null;
        if (!text.AsSpan().ContainsAnyExcept(s_hex)) return text.AsSpan().ContainsAnyExcept('0') ? text.ToLowerInvariant() : null;
        Span<byte> found = stackalloc byte[MostBytes * 2];
        return Convert.TryFromBase64String(text, found, out var count) && count == bytes ? Of(found[..count]) : null;
    }
}
