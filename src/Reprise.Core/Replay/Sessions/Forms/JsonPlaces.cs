using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>Finds where values stand in JSON bytes, and replaces them there, so that everything else keeps its bytes.</summary>
internal static class JsonPlaces
{
    private static readonly JsonWriterOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where the property's value stands in an object; null when the bytes are no object or it has none of that name.</summary>
    public static Range? Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        try
        {
            var cursor = new JsonCursor(json);
            if (cursor.Bytes.Length != json.Length || !cursor.Start() || !cursor.IsObject) return null;
            while (cursor.NextProperty(out var name))
            {
                var (found, from) = (name.Is(property), cursor.Position);
                cursor.Skip();
                if (found) return from..cursor.Consumed;
            }
        }
        catch (JsonException)
        {
            // What is no JSON has no places.
        }

        return null;
    }

    /// <summary>The names of an object's properties; null when the bytes are no object.</summary>
    public static List<string>? Names(ReadOnlySpan<byte> json)
    {
        try
        {
            var cursor = new JsonCursor(json);
            if (!cursor.Start() || !cursor.IsObject) return null;
            var names = new List<string>();
            while (cursor.NextProperty(out var name))
            {
                names.Add(Encoding.UTF8.GetString(name));
                cursor.Skip();
            }

            return names;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value behind a path of property names; null when it is not there.</summary>
    public static ReadOnlyMemory<byte>? Value(ReadOnlyMemory<byte> json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (Find(json.Span, Encoding.UTF8.GetBytes(name)) is not { } place) return null;
            json = json[place];
        }

        return json;
    }

    /// <summary>Where the items of an array stand; null when the bytes are no array.</summary>
    public static List<Range>? Items(ReadOnlySpan<byte> json)
    {
        try
        {
            var cursor = new JsonCursor(json);
            if (cursor.Bytes.Length != json.Length || !cursor.Start() || !cursor.IsArray) return null;
            var items = new List<Range>();
            while (cursor.NextItem())
            {
                var from = cursor.Position;
                cursor.Skip();
                items.Add(from..cursor.Consumed);
            }

            return items;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The items of an array; none when the bytes are no array.</summary>
    public static List<ReadOnlyMemory<byte>> ItemsOf(ReadOnlyMemory<byte>? json) => json is { } array ? Items(array.Span)?.ConvertAll(place => array[place]) ?? [] : [];

    /// <summary>The text of a JSON string; null for any other value.</summary>
    public static string? Text(ReadOnlyMemory<byte>? json)
    {
        if (json is not { } value) return null;
        try
        {
            var cursor = new JsonCursor(value.Span);
            return cursor.Start() && cursor.IsString ? cursor.Text() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text as a JSON string.</summary>
    public static ReadOnlyMemory<byte> String(string text) => Write(writer => writer.WriteStringValue(text));

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_written)) content(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>The same bytes with some ranges replaced; the ranges must not overlap.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json, IReadOnlyList<(Range Place, ReadOnlyMemory<byte> Value)> changes)
    {
        if (changes.Count == 0) return json;
        var buffer = new ArrayBufferWriter<byte>(json.Length + 256);
        var at = 0;
        foreach (var (place, value) in changes.OrderBy(change => change.Place.Start.GetOffset(json.Length)))
        {
            var (from, length) = place.GetOffsetAndLength(json.Length);
            buffer.Write(json.Span[at..from]);
            buffer.Write(value.Span);
            at = from + length;
        }

        buffer.Write(json.Span[at..]);
        return buffer.WrittenMemory;
    }

    /// <summary>Whether both hold the same bytes.</summary>
    public static bool Same(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => one.Span.SequenceEqual(other.Span);
}
