using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>Small JSON values of our own making: lists of texts, and names with their texts. Null where there is nothing.</summary>
internal static class JsonValues
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? List(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return null;
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartArray();
            foreach (var text in texts) json.WriteStringValue(PostgresText.Encode(text));
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Of two equal names the last one stands.</summary>
    public static string? Map(IEnumerable<KeyValuePair<string, string>> values)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        var count = 0;
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WriteString(PostgresText.Encode(name)!, PostgresText.Encode(value));
                count++;
            }

            json.WriteEndObject();
        }

        return count == 0 ? null : Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The top-level values of metadata as filters see them. A later null takes an earlier value of the same name away.</summary>
    public static string? Metadata(string? metadata)
    {
        if (metadata is null) return null;
        var values = FieldValue.AllMetadata(metadata);
        return Map(metadata.Contains("null", StringComparison.Ordinal) ? values.Where(pair => FieldValue.Metadata(metadata, pair.Key) is not null) : values);
    }

    public static IReadOnlyList<string> ReadList(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(item => PostgresText.Decode(item.GetString())!)];
    }
}
