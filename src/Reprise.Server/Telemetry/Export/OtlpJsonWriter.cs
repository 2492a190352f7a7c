using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Export;

/// <summary>Writes an <c>ExportTraceServiceRequest</c> as OTLP has it in JSON: ids in hex, whole numbers of 64 bits as text.</summary>
internal static class OtlpJsonWriter
{
    public static byte[] Write(IReadOnlyList<TelemetrySpan> spans)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("resourceSpans");
            writer.WriteStartObject();
            writer.WriteStartObject("resource");
            Attributes(writer, "attributes", OtlpResource.Attributes);
            writer.WriteEndObject();
            writer.WriteStartArray("scopeSpans");
            writer.WriteStartObject();
            writer.WriteStartObject("scope");
            writer.WriteString("name", OtlpResource.Scope);
            writer.WriteEndObject();
            writer.WriteStartArray("spans");
            foreach (var span in spans) Span(writer, span);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Span(Utf8JsonWriter writer, TelemetrySpan span)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId", span.TraceId);
        writer.WriteString("spanId", span.SpanId);
        if (span.ParentSpanId is { } parent) writer.WriteString("parentSpanId", parent);
        writer.WriteString("name", span.Name);
        writer.WriteNumber("kind", span.Kind);
        Time(writer, "startTimeUnixNano", span.Start);
        Time(writer, "endTimeUnixNano", span.End ?? span.Start);
        Attributes(writer, "attributes", span.Attributes);
        if (span.Events.Count > 0)
        {
            writer.WriteStartArray("events");
            foreach (var one in span.Events)
            {
                writer.WriteStartObject();
                Time(writer, "timeUnixNano", one.Time);
                writer.WriteString("name", one.Name);
                Attributes(writer, "attributes", one.Attributes);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("status");
        if (span.StatusMessage is { } message) writer.WriteString("message", message);
        if (span.StatusCode != 0) writer.WriteNumber("code", span.StatusCode);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter writer, string name, TelemetryAttributes attributes)
    {
        writer.WriteStartArray(name);
        foreach (var (key, value) in attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WritePropertyName("value");
            Value(writer, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter writer, TelemetryValue value)
    {
        writer.WriteStartObject();
        switch (value.Value)
        {
            case string text: writer.WriteString("stringValue", text); break;
            case bool yes: writer.WriteBoolean("boolValue", yes); break;
            case long whole: writer.WriteString("intValue", whole.ToString(CultureInfo.InvariantCulture)); break;
            case double number when double.IsFinite(number): writer.WriteNumber("doubleValue", number); break;
            case double number: writer.WriteString("doubleValue", number.ToString(CultureInfo.InvariantCulture)); break;
            case byte[] bytes: writer.WriteBase64String("bytesValue", bytes); break;
            case IReadOnlyList<TelemetryValue> items:
                writer.WriteStartObject("arrayValue");
                writer.WriteStartArray("values");
                foreach (var item in items) Value(writer, item);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case TelemetryAttributes members:
                writer.WriteStartObject("kvlistValue");
                Attributes(writer, "values", members);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter writer, string name, DateTimeOffset time) => writer.WriteString(name, OtlpResource.Nanoseconds(time).ToString(CultureInfo.InvariantCulture));
}
