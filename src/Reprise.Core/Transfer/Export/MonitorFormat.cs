using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Export;

/// <summary>
/// The lines of a user interaction monitor: <c>timestamp</c>, <c>interaction_type</c>, <c>command</c>, <c>status</c>, <c>duration_ms</c>,
/// <c>error_message</c>, <c>metadata</c>, <c>session_id</c>, <c>user_hash</c>, always all of them. What the record knows beyond these, its contents excepted,
/// stands in <c>metadata.reprise</c>, so that import gives back the same record without its contents.
/// </summary>
public sealed class MonitorFormat : ExportFormat
{
    /// <summary>The member of the metadata that holds the rest of the record.</summary>
    internal const string Rest = "reprise";

    /// <summary>Readers of these files (<c>datetime.fromisoformat</c> before Python 3.11) take no zone; the time is UTC.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    /// <summary>Members that have a place of their own, hold contents, or follow from the facts.</summary>
    private static readonly HashSet<string> s_apart = new(StringComparer.Ordinal)
    {
        "timestamp", "error_message", "metadata", "session_id", "user_id", "request", "response", "bodies", "evaluation", "feedback", "labels",
    };

    public override string Name => "monitor";

    public override void Write(ReadOnlyMemory<byte> record, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var document = JsonDocument.Parse(record, TransferJson.DocumentOptions);
        var root = document.RootElement;
        using (var writer = new Utf8JsonWriter(output, TransferJson.WriterOptions))
        {
            writer.WriteStartObject();
            UtcJsonConverter.TryRead(root.Text("timestamp"), out var timestamp);
            writer.WriteString("timestamp", timestamp.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteString("interaction_type", root.Text("kind"));
            writer.WriteString("command", root.Text("name") ?? root.Text("operation") ?? root.Text("model") ?? "");
            writer.WriteString("status", Status(root.Text("status")));
            // A float for its readers, never null: how long is unknown is told by its absence from the rest.
            writer.WritePropertyName("duration_ms");
            writer.WriteRawValue((root.Object("metrics")?.WholeNumber("latency_ms") ?? 0).ToString("0'.0'", CultureInfo.InvariantCulture));
            TextOrNull(writer, "error_message", root.Text("error_message"));
            WriteMetadata(writer, root);
            TextOrNull(writer, "session_id", root.Text("session_id"));
            TextOrNull(writer, "user_hash", root.Text("user_id"));
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    protected override bool TryReadHead(ReadOnlyMemory<byte> line, out string id, out DateTimeOffset timestamp)
    {
        id = "";
        timestamp = default;
        if (!RecordJson.TryParse(line, out var root, out _)) return false;
        id = root.Object("metadata")?.Object(Rest)?.Text("interaction_id") ?? "";
        return id.Length > 0 && UtcJsonConverter.TryRead(root.Text("timestamp"), out timestamp);
    }

    private static string Status(string? status) => status == "cancelled" ? "failure" : status ?? "success";

    private static void TextOrNull(Utf8JsonWriter writer, string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) writer.WriteNull(name);
        else writer.WriteString(name, text);
    }

    private static void WriteMetadata(Utf8JsonWriter writer, JsonElement root)
    {
        writer.WriteStartObject("metadata");
        foreach (var own in root.Object("metadata")?.EnumerateObject() ?? default)
        {
            if (!own.NameEquals(Rest)) own.WriteTo(writer);
        }

        writer.WriteStartObject(Rest);
        foreach (var member in root.EnumerateObject())
        {
            if (!s_apart.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null) member.WriteTo(writer);
        }

        if (root.Object("response")?.Text("finish_reason") is { } reason) writer.WriteString("finish_reason", reason);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
