using System.Globalization;
using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Client.Recording.Files;

/// <summary>A line of a user interaction monitor.</summary>
internal static class MonitorLine
{
    /// <summary>Readers of these files (<c>datetime.fromisoformat</c> before Python 3.11) take no zone; the time is UTC.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    /// <summary>As in the example of the format: half the hash.</summary>
    private const int HashLength = 16;
    private const string Rest = "reprise";

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Members that have a place of their own, hold contents, or follow from facts.</summary>
    private static readonly HashSet<string> s_apart = new(StringComparer.Ordinal)
    {
        "timestamp", "error_message", "metadata", "session_id", "user_id", "request", "response", "bodies", "evaluation", "feedback", "labels", "facts",
    };

    /// <summary>What the nine fields say too.</summary>
    private static readonly HashSet<string> s_said = new(StringComparer.Ordinal) { "interaction_id", "kind", "name", "status", "project" };

    /// <summary>Makes the line of a record; false for what is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> record, ReadOnlySpan<byte> key, out DateOnly day, out ReadOnlySpan<byte> line)
    {
        day = default;
        line = default;
        try
        {
            using var document = JsonDocument.Parse(record);
            var root = document.RootElement;
            if (!UtcJsonConverter.TryRead(Text(root, "timestamp"), out var timestamp)) return false;
            day = DateOnly.FromDateTime(timestamp.UtcDateTime);
            line = Write(root, timestamp.UtcDateTime, key);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    public static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static ReadOnlySpan<byte> Write(JsonElement root, DateTime timestamp, ReadOnlySpan<byte> key)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, s_options))
        {
            var status = Status(root);
            writer.WriteStartObject();
            writer.WriteString("timestamp", timestamp.ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteString("interaction_type", Text(root, "kind"));
            writer.WriteString("command", Text(root, "name") ?? Text(root, "operation") ?? Text(root, "model") ?? "");
            writer.WriteString("status", status);
            writer.WritePropertyName("duration_ms");
            // A float for its readers.
            writer.WriteRawValue((Metrics(root) is { } metrics && metrics.TryGetProperty("latency_ms", out var latency) && latency.TryGetInt64(out var ms) ? ms : 0).ToString("0'.0'", CultureInfo.InvariantCulture));
            writer.WriteString("error_message", Text(root, "error_message") ?? (status == "success" ? null : Text(root, "error_code")));
            WriteMetadata(writer, root);
            // Where there is no session it is the hour, as in the example of the format.
            writer.WriteString("session_id", Text(root, "session_id") ?? timestamp.ToString("yyyyMMddHH", CultureInfo.InvariantCulture));
            writer.WriteString("user_hash", Text(root, "user_id") is { } user ? Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(user)))[..HashLength] : null);
            writer.WriteEndObject();
        }

        return output.WrittenSpan;
    }

    /// <summary>The four words of the format: success, failure, error, timeout.</summary>
    private static string Status(JsonElement root) => Text(root, "status") switch
    {
        "cancelled" => "failure",
        "error" when Text(root, "error_code") == "failure" => "failure",
        null => "success",
        var status => status,
    };

    private static JsonElement? Metrics(JsonElement root) => root.TryGetProperty("metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Object ? metrics : null;

    private static void WriteMetadata(Utf8JsonWriter writer, JsonElement root)
    {
        writer.WriteStartObject("metadata");
        if (root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var own in metadata.EnumerateObject())
            {
                if (!own.NameEquals(Rest)) own.WriteTo(writer);
            }
        }

        if (root.EnumerateObject().Any(SaysMore))
        {
            writer.WriteStartObject(Rest);
            foreach (var member in root.EnumerateObject())
            {
                if (!s_apart.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null) member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static bool SaysMore(JsonProperty member)
    {
        if (s_apart.Contains(member.Name) || s_said.Contains(member.Name)) return false;
        if (member.NameEquals("error_code")) return !member.Value.ValueEquals("failure");
        return !member.NameEquals("metrics") || member.Value.ValueKind != JsonValueKind.Object || member.Value.EnumerateObject().Any(static metric => !metric.NameEquals("latency_ms"));
    }
}
