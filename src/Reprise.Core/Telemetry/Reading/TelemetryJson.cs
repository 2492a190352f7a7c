using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Values of attributes as JSON and as text. Never throws: what is nested deeper than we read becomes null, a number that is none becomes text.</summary>
internal static class TelemetryJson
{
    private const int MaxDepth = 40;

    /// <summary>The value itself as JSON; a text stays a text.</summary>
    public static JsonElement Of(TelemetryValue value) => Build(writer => Write(writer, value, 0));

    /// <summary>The value as its convention means it: a text that holds JSON is read; null when the text is none.</summary>
    public static JsonElement? Parsed(TelemetryValue value)
    {
        if (value.Value is null) return null;
        return value.Text is { } text ? Parsed(text) : Of(value);
    }

    /// <summary>Objects, lists and quoted strings; null for any other text.</summary>
    public static JsonElement? Parsed(string text)
    {
        var start = text.AsSpan().TrimStart();
        return start.Length > 1 && start[0] is '{' or '[' or '"' ? RecordJson.Find(text) : null;
    }

    /// <summary>Whether a text sets out to be JSON and is none: cut off, most often.</summary>
    public static bool IsBroken(TelemetryValue value) =>
        value.Text is { } text && text.AsSpan().TrimStart() is { Length: > 0 } start && start[0] is '{' or '[' && value.Text is { } whole && RecordJson.Find(whole) is null;

    /// <summary>A text as it is, a number or a yes in JSON's words; null for lists, objects, bytes and nothing.</summary>
    public static string? Scalar(TelemetryValue value) => value.Value switch
    {
        string text => text,
        bool yes => yes ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A text as it is, everything else as JSON.</summary>
    public static string? Text(TelemetryValue value) => value.Value is null ? null : Scalar(value) ?? Of(value).AsText();

    public static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) write(writer);
        return RecordJson.Find(buffer.WrittenMemory) ?? RecordJson.String("");
    }

    public static JsonElement Object(IEnumerable<KeyValuePair<string, JsonElement>> members) => Build(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    public static JsonElement Array(IEnumerable<JsonElement> items) => Build(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in items) item.WriteTo(writer);
        writer.WriteEndArray();
    });

    public static JsonElement Number(double number) => Build(writer =>
    {
        if (double.IsFinite(number)) writer.WriteNumberValue(number);
        else writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    });

    public static void Write(Utf8JsonWriter writer, TelemetryValue value, int depth)
    {
        switch (value.Value)
        {
            case string text: writer.WriteStringValue(text); break;
            case bool yes: writer.WriteBooleanValue(yes); break;
            case long whole: writer.WriteNumberValue(whole); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case double number: writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture)); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case IReadOnlyList<TelemetryValue> items when depth < MaxDepth:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item, depth + 1);
                writer.WriteEndArray();
                break;
            case TelemetryAttributes members when depth < MaxDepth:
                writer.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    // Of a key that comes twice the last one counts.
                    if (!Equals(members[name], member)) continue;
                    writer.WritePropertyName(name);
                    Write(writer, member, depth + 1);
                }

                writer.WriteEndObject();
                break;
            default: writer.WriteNullValue(); break;
        }
    }
}
