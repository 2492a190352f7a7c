using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reprise.Privacy.Erasure;

/// <summary>Takes a person's id out of texts and of the strings in JSON, where it stands as a word of its own.</summary>
internal static class PersonText
{
    public const string Instead = "[erased]";

    /// <summary>The text without these values; the same instance where it holds none.</summary>
    public static string Without(string text, IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            if (value.Length == 0) continue;
            for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0;)
            {
                var end = at + value.Length;
                var isWord = (at == 0 || !IsWordPart(text[at - 1], value[0])) && (end == text.Length || !IsWordPart(text[end], value[^1]));
                if (isWord) text = string.Concat(text.AsSpan(0, at), Instead, text.AsSpan(end));
                var next = isWord ? at + Instead.Length : at + 1;
                at = next >= text.Length ? -1 : text.IndexOf(value, next, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>The same in every string of a JSON value, names left as they are; the same instance where it holds none. Text that is no JSON is taken as text.</summary>
    public static string WithoutInJson(string json, IReadOnlyList<string> values)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var changed = false;
            var buffer = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
                Copy(writer, document.RootElement, values, ref changed);
            return changed ? Encoding.UTF8.GetString(buffer.WrittenSpan) : json;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Without(json, values);
        }
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement value, IReadOnlyList<string> values, ref bool changed)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Copy(writer, member.Value, values, ref changed);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Copy(writer, item, values, ref changed);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                var without = Without(text, values);
                changed |= !ReferenceEquals(text, without);
                writer.WriteStringValue(without);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>A letter or digit goes on with a letter or digit; an id that ends in another sign ends there.</summary>
    private static bool IsWordPart(char neighbour, char edge) => char.IsLetterOrDigit(neighbour) && char.IsLetterOrDigit(edge);
}
