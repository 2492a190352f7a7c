using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Documents;

/// <summary>Reads JSON that others wrote: never throws, and makes text of what is no text (a lone half of a surrogate pair becomes U+FFFD).</summary>
public static class RecordJson
{
    /// <summary>Levels of nesting we read. Deeper JSON is refused, or shown as text.</summary>
    public const int MaxDepth = 64;

    private static readonly SearchValues<byte> s_hexD = SearchValues.Create("dD"u8);

    public static JsonElement? Find(string? text) => text is null ? null : Find(Encoding.UTF8.GetBytes(text));

    /// <summary>The value, independent of the bytes it was read from; null when they are no JSON.</summary>
    public static JsonElement? Find(ReadOnlyMemory<byte> utf8) => TryParse(utf8, out var element, out _) ? element : null;

    /// <summary>Reads one JSON value.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="element">The value when true.</param>
    /// <param name="mistake">What is wrong with it when false, without content.</param>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonElement element, out string? mistake)
    {
        element = default;
        if (!Utf8.IsValid(utf8.Span))
        {
            mistake = "it is not valid UTF-8";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutLoneSurrogates(utf8), new JsonDocumentOptions { MaxDepth = MaxDepth });
            element = document.RootElement.Clone();
            mistake = null;
            return true;
        }
        catch (JsonException e)
        {
            mistake = Explain(utf8, e);
            return false;
        }
    }

    /// <summary>The same value with lone surrogates made readable. For values a serializer has parsed.</summary>
    public static JsonElement Readable(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return HasSurrogateEscape(raw) ? Find(raw.ToArray()) ?? element : element;
    }

    /// <summary>A string as a JSON value.</summary>
    public static JsonElement String(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text?.Length + 2 ?? 2);
        using (var writer = new Utf8JsonWriter(buffer)) writer.WriteStringValue(text);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static string Explain(ReadOnlyMemory<byte> utf8, JsonException e)
    {
        if (utf8.IsEmpty) return "it is empty";
        return e.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? $"it is nested deeper than {MaxDepth} levels"
            : $"it is not valid JSON at byte {e.BytePositionInLine.GetValueOrDefault() + 1}" + (e.LineNumber > 0 ? $" of its line {e.LineNumber + 1}" : "");
    }

    private static bool HasSurrogateEscape(ReadOnlySpan<byte> json)
    {
        for (var at = 0; ;)
        {
            var next = json[at..].IndexOf("\\u"u8);
            if (next < 0 || at + next + 3 > json.Length) return false;
            at += next + 2;
            if (at < json.Length && s_hexD.Contains(json[at])) return true;
        }
    }

    /// <summary>JSON may escape half of a surrogate pair, which no reader can make text of. Each such escape is replaced by one of the same length.</summary>
    private static ReadOnlyMemory<byte> WithoutLoneSurrogates(ReadOnlyMemory<byte> json)
    {
        if (!HasSurrogateEscape(json.Span)) return json;
        var copy = json.ToArray();
        for (var i = 0; i + 1 < copy.Length; i++)
        {
            if (copy[i] != (byte)'\\') continue;
            if (copy[i + 1] != (byte)'u')
            {
                i++;
                continue;
            }

            var unit = CodeUnit(copy, i);
            if (unit is >= 0xD800 and <= 0xDBFF && CodeUnit(copy, i + 6) is >= 0xDC00 and <= 0xDFFF) i += 11;
            else
            {
                if (unit is >= 0xD800 and <= 0xDFFF) "\\ufffd"u8.CopyTo(copy.AsSpan(i));
                i += 5;
            }
        }

        return copy;
    }

    private static int CodeUnit(ReadOnlySpan<byte> json, int at)
    {
        if (at + 6 > json.Length || json[at] != (byte)'\\' || json[at + 1] != (byte)'u') return -1;
        return System.Buffers.Text.Utf8Parser.TryParse(json.Slice(at + 2, 4), out int unit, out var used, 'x') && used == 4 ? unit : -1;
    }
}
