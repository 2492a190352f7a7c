using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Comparison;

namespace Reprise.Replay.Sessions;

/// <summary>One text for equal JSON values, whatever their spacing, the order of their properties (of a name that comes twice the last counts) and the way their numbers and strings are written.</summary>
internal static class CanonicalJson
{
    /// <summary>Deeper values are compared as they are written.</summary>
    private const int MaxDepth = 128;
    private static readonly JsonWriterOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth + 1, SkipValidation = true };

    /// <summary>The canonical text of what a tool was given. No arguments and an empty object are the same: providers differ in what they send for none.</summary>
    public static string OfArguments(string text) => string.IsNullOrWhiteSpace(text) ? "{}" : Of(text);

    /// <summary>The canonical text; the text itself, without white space around it, when it is no JSON.</summary>
    public static string Of(string text) => Find(Encoding.UTF8.GetBytes(text)) ?? text.Trim();

    /// <summary>The canonical text, or null when the bytes are no JSON.</summary>
    /// <param name="utf8">One value.</param>
    /// <param name="without">A property to leave out wherever it stands; null for none.</param>
    public static string? Find(ReadOnlyMemory<byte> utf8, string? without = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var buffer = new ArrayBufferWriter<byte>(utf8.Length + 16);
            using (var writer = new Utf8JsonWriter(buffer, s_written)) Write(document.RootElement, writer, without);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair parses and cannot be read: such a value equals only itself.
            return null;
        }
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer, string? without)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().GroupBy(static property => property.Name, StringComparer.Ordinal).OrderBy(static named => named.Key, StringComparer.Ordinal).Select(static named => named.Last()))
                {
                    if (property.Name == without) continue;
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, writer, without);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(item, writer, without);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(JsonNumber.Canonical(value.GetRawText()), skipInputValidation: true);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
