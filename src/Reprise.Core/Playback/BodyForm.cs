using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Playback;

/// <summary>
/// How the bytes of a body stand in an entry: as <c>json</c> where a layout gives them back, as <c>lines</c> where they are text of several lines, as
/// <c>text</c>, else as <c>base64</c>. Reading gives the same bytes. A body that is not there has none of these.
/// </summary>
internal static class BodyForm
{
    /// <summary>Bytes of white space behind a JSON text that are still kept apart from it.</summary>
    private const int MaxTail = 8;

    private static readonly JsonReaderOptions s_strict = new() { MaxDepth = TapeJson.MaxBodyDepth };

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return;
        if (!Utf8.IsValid(body)) writer.WriteBase64String("base64"u8, body);
        else if (!TryWriteJson(writer, body)) WriteText(writer, Encoding.UTF8.GetString(body));
    }

    /// <summary>The bytes.</summary>
    /// <exception cref="FormatException">The members contradict each other or are of the wrong kind; the message says which.</exception>
    public static ReadOnlyMemory<byte> Read(JsonElement holder)
    {
        byte[]? body = null;
        foreach (var member in holder.EnumerateObject())
        {
            var read = member.Name switch
            {
                "json" => ReadJson(member.Value, holder),
                "lines" => ReadLines(member.Value),
                "text" => Utf8Of(member.Value, "text"),
                "base64" => ReadBase64(member.Value),
                _ => (byte[]?)null,
            };
            if (read is null) continue;
            if (body is not null) throw new FormatException("has more than one of json, lines, text and base64");
            body = read;
        }

        return body;
    }

    private static bool TryWriteJson(Utf8JsonWriter writer, ReadOnlySpan<byte> body)
    {
        if (body[0] is not ((byte)'{' or (byte)'[') || TapeJson.HasHidden(body) || !IsJson(body)) return false;
        var json = body.TrimEnd(" \t\r\n"u8);
        var tail = body[json.Length..];
        var compact = JsonLayout.WithoutSpace(json);
        if (tail.Length > MaxTail || JsonLayout.Find(json, compact) is not { } layout) return false;
        if (layout != JsonLayout.Compact) writer.WriteString("layout"u8, layout);
        if (!tail.IsEmpty) writer.WriteString("tail"u8, tail);
        writer.WritePropertyName("json"u8);
        writer.WriteRawValue(compact, skipInputValidation: true);
        return true;
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            writer.WriteString("text"u8, TapeJson.Text(text));
            return;
        }

        writer.WriteStartArray("lines"u8);
        foreach (var line in text.Split('\n')) writer.WriteStringValue(TapeJson.Text(line));
        writer.WriteEndArray();
    }

    private static byte[] ReadJson(JsonElement json, JsonElement holder)
    {
        var layout = JsonLayout.Compact;
        if (holder.TryGetProperty("layout"u8, out var named))
        {
            layout = EntryFields.TextOf(named, "layout");
            if (!JsonLayout.IsKnown(layout)) throw new FormatException("has a layout that is none of compact, spaced and indent 0 to 8");
        }

        // Somebody may have formatted the tape; white space is said by the layout alone.
        var bytes = JsonLayout.Apply(JsonLayout.WithoutSpace(JsonMarshal.GetRawUtf8Value(json)), layout, TapeReader.MaxLineBytes) ?? throw new FormatException("has a body that is too long in its layout");
        return holder.TryGetProperty("tail"u8, out var tail) ? [.. bytes, .. Utf8Of(tail, "tail")] : bytes;
    }

    private static byte[] ReadLines(JsonElement lines)
    {
        if (lines.ValueKind != JsonValueKind.Array) throw new FormatException("has lines that are not an array of strings");
        using var bytes = new MemoryStream();
        var isFirst = true;
        foreach (var line in lines.EnumerateArray())
        {
            if (!isFirst) bytes.WriteByte((byte)'\n');
            isFirst = false;
            bytes.Write(Utf8Of(line, "lines"));
        }

        return bytes.ToArray();
    }

    private static byte[] ReadBase64(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) ? bytes : throw new FormatException("has base64 that cannot be read");

    private static byte[] Utf8Of(JsonElement value, string name) => Encoding.UTF8.GetBytes(EntryFields.TextOf(value, name));

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, s_strict);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
