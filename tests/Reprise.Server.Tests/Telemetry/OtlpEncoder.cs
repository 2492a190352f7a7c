using System.Globalization;
using System.Text.Json;
using Google.Protobuf;

namespace Reprise.Server.Tests.Telemetry;

/// <summary>Writes OTLP's JSON as protobuf, with another library than the one that reads it.</summary>
internal static class OtlpEncoder
{
    public static byte[] Traces(JsonElement request) => Message(whole => Each(request, "resourceSpans", group => whole.Nested(1, group, (writer, json) =>
    {
        // What a group has in common comes last here, and must count all the same.
        Each(json, "scopeSpans", scoped => writer.Nested(2, scoped, (inner, scope) =>
        {
            Each(scope, "spans", span => inner.Nested(2, span, Span));
            if (scope.TryGetProperty("scope", out var named)) inner.Nested(1, named, Scope);
        }));
        if (json.TryGetProperty("resource", out var resource)) writer.Nested(1, resource, (inner, attributes) => Pairs(inner, 1, attributes));
    })));

    private static void Span(Writer writer, JsonElement span)
    {
        writer.Id(1, span, "traceId");
        writer.Id(2, span, "spanId");
        writer.Id(4, span, "parentSpanId");
        writer.Text(5, span, "name");
        if (Number(span, "kind") is { } kind) writer.Varint(6, kind);
        if (Number(span, "startTimeUnixNano") is { } start) writer.Fixed(7, start);
        if (Number(span, "endTimeUnixNano") is { } end) writer.Fixed(8, end);
        Pairs(writer, 9, span);
        Each(span, "events", happened => writer.Nested(11, happened, (inner, json) =>
        {
            if (Number(json, "timeUnixNano") is { } time) inner.Fixed(1, time);
            inner.Text(2, json, "name");
            Pairs(inner, 3, json);
        }));
        if (span.TryGetProperty("status", out var status)) writer.Nested(15, status, (inner, json) =>
        {
            inner.Text(2, json, "message");
            if (Number(json, "code") is { } code) inner.Varint(3, code);
        });
    }

    private static void Scope(Writer writer, JsonElement scope)
    {
        writer.Text(1, scope, "name");
        writer.Text(2, scope, "version");
        Pairs(writer, 3, scope);
    }

    private static void Pairs(Writer writer, int field, JsonElement holder, string member = "attributes") => Each(holder, member, pair => writer.Nested(field, pair, (inner, json) =>
    {
        inner.Text(1, json, "key");
        if (json.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Object) inner.Nested(2, value, Value);
    }));

    private static void Value(Writer writer, JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            switch (member.Name)
            {
                case "stringValue":
                    writer.Text(1, value, member.Name);
                    break;
                case "boolValue":
                    writer.Varint(2, member.Value.GetBoolean() ? 1UL : 0);
                    break;
                case "intValue":
                    writer.Varint(3, Number(value, member.Name) ?? 0);
                    break;
                case "doubleValue":
                    writer.Fixed(4, BitConverter.DoubleToUInt64Bits(double.Parse(member.Value.ToString(), CultureInfo.InvariantCulture)));
                    break;
                case "arrayValue":
                    writer.Nested(5, member.Value, (inner, list) => Each(list, "values", item => inner.Nested(1, item, Value)));
                    break;
                case "kvlistValue":
                    writer.Nested(6, member.Value, (inner, list) => Pairs(inner, 1, list, "values"));
                    break;
            }
        }
    }

    private static ulong? Number(JsonElement holder, string name)
    {
        if (!holder.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out var whole) ? (ulong)whole : (ulong)value.GetDouble(),
            JsonValueKind.String => (ulong)Int128.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            JsonValueKind.Object => (ulong)((value.GetProperty("high").GetInt64() << 32) | (value.GetProperty("low").GetInt64() & 0xFFFF_FFFF)),
            _ => null,
        };
    }

    private static void Each(JsonElement holder, string name, Action<JsonElement> act)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array) return;
        foreach (var item in list.EnumerateArray()) act(item);
    }

    private static byte[] Message(Action<Writer> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true)) write(new Writer(output));
        return bytes.ToArray();
    }

    private sealed class Writer(CodedOutputStream output)
    {
        public void Nested(int field, JsonElement json, Action<Writer, JsonElement> write) => Bytes(field, Message(inner => write(inner, json)));

        public void Text(int field, JsonElement holder, string name)
        {
            if (!holder.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return;
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(value.GetString());
        }

        public void Id(int field, JsonElement holder, string name)
        {
            if (!holder.TryGetProperty(name, out var value)) return;
            if (value.ValueKind == JsonValueKind.Object) Bytes(field, [.. value.GetProperty("data").EnumerateArray().Select(static b => b.GetByte())]);
            else if (value.GetString() is { Length: > 0 } hex) Bytes(field, Convert.FromHexString(hex));
        }

        public void Varint(int field, ulong number)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteUInt64(number);
        }

        public void Fixed(int field, ulong number)
        {
            output.WriteTag(field, WireFormat.WireType.Fixed64);
            output.WriteFixed64(number);
        }

        private void Bytes(int field, byte[] bytes)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(bytes));
        }
    }
}
