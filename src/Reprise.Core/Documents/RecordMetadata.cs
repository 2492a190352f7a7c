using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reprise.Documents;

/// <summary>Puts together what a record's <c>metadata</c> becomes: the caller's own values, fields we do not know, and sections without columns.</summary>
internal static class RecordMetadata
{
    public static string? Of(
        RecordFields fields, RecordFields metrics, JsonElement? security, JsonElement? privacy, string? foreignId, string? originalDialect, int maxBytes, List<string> mistakes)
    {
        var own = fields.Object(maxBytes, "metadata");
        var renamed = foreignId is not null && !Guid.TryParse(foreignId, out _) ? foreignId : null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in (own is { } mine ? mine.EnumerateObject().AsEnumerable() : []).Concat(fields.Others))
            {
                if (names.Add(property.Name)) property.WriteTo(writer);
            }

            foreach (var property in metrics.Others)
            {
                if (names.Add(property.Name)) property.WriteTo(writer);
            }

            Section(writer, DocumentWriter.SecurityKey, security);
            Section(writer, DocumentWriter.PrivacyKey, privacy);
            if (renamed is not null && names.Add("foreign_id")) writer.WriteString("foreign_id", renamed);
            if (originalDialect is not null && names.Add("original_dialect")) writer.WriteString("original_dialect", originalDialect);
            writer.WriteEndObject();
        }

        if (buffer.WrittenCount > maxBytes) mistakes.Add($"metadata with the fields we do not know is larger than {maxBytes / 1024} KB");
        return buffer.WrittenCount == 2 ? null : Encoding.UTF8.GetString(buffer.WrittenSpan);

        void Section(Utf8JsonWriter writer, string name, JsonElement? section)
        {
            if (section is not { } value || !names.Add(name)) return;
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
