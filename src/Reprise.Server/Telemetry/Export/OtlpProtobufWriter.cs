using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Export;

/// <summary>Writes an <c>ExportTraceServiceRequest</c> in protobuf, field by field as opentelemetry-proto 1.x numbers them.</summary>
internal static class OtlpProtobufWriter
{
    public static byte[] Write(IReadOnlyList<TelemetrySpan> spans) => Message(request => Nested(request, 1, resourceSpans =>
    {
        Nested(resourceSpans, 1, resource => Attributes(resource, 1, OtlpResource.Attributes));
        Nested(resourceSpans, 2, scopeSpans =>
        {
            Nested(scopeSpans, 1, scope => Text(scope, 1, OtlpResource.Scope));
            foreach (var span in spans) Nested(scopeSpans, 2, writer => Span(writer, span));
        });
    }));

    private static void Span(ArrayBufferWriter<byte> writer, TelemetrySpan span)
    {
        Bytes(writer, 1, Convert.FromHexString(span.TraceId));
        Bytes(writer, 2, Convert.FromHexString(span.SpanId));
        if (span.ParentSpanId is { } parent) Bytes(writer, 4, Convert.FromHexString(parent));
        Text(writer, 5, span.Name);
        Number(writer, 6, (ulong)span.Kind);
        Fixed(writer, 7, OtlpResource.Nanoseconds(span.Start));
        Fixed(writer, 8, OtlpResource.Nanoseconds(span.End ?? span.Start));
        Attributes(writer, 9, span.Attributes);
        foreach (var one in span.Events)
        {
            Nested(writer, 11, happened =>
            {
                Fixed(happened, 1, OtlpResource.Nanoseconds(one.Time));
                Text(happened, 2, one.Name);
                Attributes(happened, 3, one.Attributes);
            });
        }

        if (span.StatusCode == 0 && span.StatusMessage is null) return;
        Nested(writer, 15, status =>
        {
            if (span.StatusMessage is { } message) Text(status, 2, message);
            Number(status, 3, (ulong)span.StatusCode);
        });
    }

    private static void Attributes(ArrayBufferWriter<byte> writer, int field, TelemetryAttributes attributes)
    {
        foreach (var (name, value) in attributes)
        {
            Nested(writer, field, pair =>
            {
                Text(pair, 1, name);
                Nested(pair, 2, any => Value(any, value));
            });
        }
    }

    private static void Value(ArrayBufferWriter<byte> writer, TelemetryValue value)
    {
        switch (value.Value)
        {
            case string text: Text(writer, 1, text); break;
            case bool yes: Number(writer, 2, yes ? 1UL : 0); break;
            case long whole: Number(writer, 3, (ulong)whole); break;
            case double number: Fixed(writer, 4, BitConverter.DoubleToUInt64Bits(number)); break;
            case IReadOnlyList<TelemetryValue> items: Nested(writer, 5, list => { foreach (var item in items) Nested(list, 1, any => Value(any, item)); }); break;
            case TelemetryAttributes members: Nested(writer, 6, list => Attributes(list, 1, members)); break;
            case byte[] bytes: Bytes(writer, 7, bytes); break;
        }
    }

    private static byte[] Message(Action<ArrayBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void Nested(ArrayBufferWriter<byte> writer, int field, Action<ArrayBufferWriter<byte>> write) => Bytes(writer, field, Message(write));

    private static void Text(ArrayBufferWriter<byte> writer, int field, string text) => Bytes(writer, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(ArrayBufferWriter<byte> writer, int field, ReadOnlySpan<byte> bytes)
    {
        Varint(writer, (ulong)(field << 3 | 2));
        Varint(writer, (ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Number(ArrayBufferWriter<byte> writer, int field, ulong number)
    {
        Varint(writer, (ulong)(field << 3));
        Varint(writer, number);
    }

    private static void Fixed(ArrayBufferWriter<byte> writer, int field, ulong number)
    {
        Varint(writer, (ulong)(field << 3 | 1));
        BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(8), number);
        writer.Advance(8);
    }

    private static void Varint(ArrayBufferWriter<byte> writer, ulong number)
    {
        var span = writer.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7) span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        writer.Advance(length);
    }
}
