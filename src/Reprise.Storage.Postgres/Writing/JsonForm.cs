using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>
/// What PostgreSQL can make of some bytes. Its JSONB takes less than JSON allows: no U+0000, no half surrogate pairs, no numbers of thousands of digits. One such
/// value would make it refuse a whole batch, or a whole query, so everything is looked at first.
/// </summary>
internal static class JsonForm
{
    public const short Binary = 0;
    public const short Text = 1;
    public const short Json = 2;

    private const int MostDigits = 100;
    private const int MostDepth = 256;
    private static readonly JsonReaderOptions s_strict = new() { MaxDepth = MostDepth };

    /// <summary>Whether bytes are a JSON that JSONB takes, a text that a JSON string can hold, or neither.</summary>
    public static short Of(ReadOnlySpan<byte> bytes)
    {
        if (IsJson(bytes)) return Json;
        return !bytes.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(bytes) ? Text : Binary;
    }

    /// <summary>The text where JSONB takes it, else null.</summary>
    public static string? Fit(string? json)
    {
        if (json is null) return null;
        var length = Encoding.UTF8.GetMaxByteCount(json.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return IsJson(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes))) ? json : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        // A JSON text is UTF-8 without a mark before it; the reader skips none and checks strings only where they are read.
        if (bytes.IsEmpty || !System.Text.Unicode.Utf8.IsValid(bytes)) return false;
        var reader = new Utf8JsonReader(bytes, s_strict);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.Number && !IsShort(reader.ValueSpan)) return false;
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader)) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsShort(ReadOnlySpan<byte> number)
    {
        if (number.Length > MostDigits) return false;
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        return exponent < 0 || number.Length - exponent <= 5;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return !reader.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return false;
        }
    }
}
