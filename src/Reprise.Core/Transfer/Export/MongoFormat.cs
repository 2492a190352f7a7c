using System.Buffers;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Export;

/// <summary>
/// What <c>mongoimport</c> takes and <c>mongoexport</c> would give: the record with <c>_id</c>, times as dates of Extended JSON v2 (relaxed), and names that a
/// document database would take for its own operators written so that it does not.
/// </summary>
public sealed class MongoFormat : ExportFormat
{
    public override string Name => "mongo";
    public override bool TakesBodies => true;

    public override void Write(ReadOnlyMemory<byte> record, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var document = JsonDocument.Parse(record, TransferJson.DocumentOptions);
        using (var writer = new Utf8JsonWriter(output, TransferJson.WriterOptions))
        {
            writer.WriteStartObject();
            if (document.RootElement.Text("interaction_id") is { } id) writer.WriteString("_id", id);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(MongoNames.Safe(member.Name));
                if (member.NameEquals("feedback")) WriteDated(writer, member.Value);
                else if (member.NameEquals("facts") && member.Value.ValueKind == JsonValueKind.Array)
                {
                    writer.WriteStartArray();
                    foreach (var fact in member.Value.EnumerateArray()) WriteDated(writer, fact);
                    writer.WriteEndArray();
                }
                else if (member.NameEquals("timestamp")) WriteTime(writer, member.Value);
                else WriteValue(writer, member.Value);
            }

            if (!document.RootElement.TryGetProperty(ModelMark.Member, out _)) ModelMark.Write(writer, document.RootElement);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    protected override bool TryReadHead(ReadOnlyMemory<byte> line, out string id, out DateTimeOffset timestamp)
    {
        id = "";
        timestamp = default;
        if (!RecordJson.TryParse(line, out var root, out _)) return false;
        id = root.Text("interaction_id") ?? "";
        return id.Length > 0 && UtcJsonConverter.TryRead(root.Object("timestamp")?.Text("$date"), out timestamp);
    }

    /// <summary>An object whose <c>timestamp</c> is a time.</summary>
    private static void WriteDated(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            WriteValue(writer, value);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            writer.WritePropertyName(MongoNames.Safe(member.Name));
            if (member.NameEquals("timestamp")) WriteTime(writer, member.Value);
            else WriteValue(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            WriteValue(writer, value);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName("$date");
        value.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                writer.WritePropertyName(MongoNames.Safe(member.Name));
                WriteValue(writer, member.Value);
            }

            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray()) WriteValue(writer, item);
            writer.WriteEndArray();
        }
        else value.WriteTo(writer);
    }
}
