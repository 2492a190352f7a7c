using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reprise.Storage.Sqlite;

/// <summary>Tags in one column: a JSON array, which SQL can take apart; null when there are none.</summary>
internal static class TagList
{
    public static string? Write(IReadOnlyList<string> tags)
    {
        if (tags.Count == 0) return null;
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var tag in tags) json.WriteStringValue(tag);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static IReadOnlyList<string> Read(string? text)
    {
        if (text is null) return [];
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(tag => tag.GetString()!)];
    }
}
