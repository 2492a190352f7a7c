using System.Globalization;
using System.Text.Json;
using Reprise.Telemetry;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>OTLP/JSON as spans, also in the forms that tests of other projects write it in (ids as bytes, numbers of 64 bits as two halves). The server's own reader is stricter and tested there.</summary>
internal static class PayloadReader
{
    private static readonly DateTimeOffset s_otherwise = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<TelemetrySpan> Spans(JsonElement payload) =>
    [
        .. from resourceSpans in Items(payload, "resourceSpans")
           let resource = resourceSpans.TryGetProperty("resource", out var found) ? Attributes(found) : TelemetryAttributes.None
           from scopeSpans in Items(resourceSpans, "scopeSpans")
           from span in Items(scopeSpans, "spans")
           select Span(span, scopeSpans, resource),
    ];

    public static TelemetryValue Value(JsonElement value)
    {
        foreach (var member in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().AsEnumerable() : [])
        {
            switch (member.Name)
            {
                case "stringValue": return new TelemetryValue(member.Value.GetString());
                case "boolValue": return new TelemetryValue(member.Value.GetBoolean());
                case "intValue": return new TelemetryValue(Whole(member.Value));
                case "doubleValue": return new TelemetryValue(member.Value.ValueKind == JsonValueKind.String ? double.Parse(member.Value.GetString()!, CultureInfo.InvariantCulture) : member.Value.GetDouble());
                case "bytesValue": return new TelemetryValue(Convert.FromBase64String(member.Value.GetString()!));
                case "arrayValue": return new TelemetryValue((IReadOnlyList<TelemetryValue>)[.. Items(member.Value, "values").Select(Value)]);
                case "kvlistValue": return new TelemetryValue(Attributes(member.Value, "values"));
            }
        }

        return default;
    }

    private static TelemetrySpan Span(JsonElement span, JsonElement scopeSpans, TelemetryAttributes resource)
    {
        var scope = scopeSpans.TryGetProperty("scope", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var status = span.TryGetProperty("status", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var end = Time(span, "endTimeUnixNano");
        return new TelemetrySpan
        {
            TraceId = Id(span, "traceId") ?? "",
            SpanId = Id(span, "spanId") ?? "",
            ParentSpanId = Id(span, "parentSpanId"),
            Name = Text(span, "name") ?? "",
            Kind = span.TryGetProperty("kind", out var kind) && kind.TryGetInt32(out var number) ? number : 0,
            Start = Time(span, "startTimeUnixNano") ?? end ?? s_otherwise,
            End = end,
            StatusCode = status.ValueKind == JsonValueKind.Object && status.TryGetProperty("code", out var code) && code.TryGetInt32(out var coded) ? coded : 0,
            StatusMessage = status.ValueKind == JsonValueKind.Object ? Text(status, "message") : null,
            Attributes = Attributes(span),
            Events = [.. Items(span, "events").Select(one => new TelemetryEvent(Text(one, "name") ?? "", Time(one, "timeUnixNano") ?? s_otherwise, Attributes(one)))],
            Resource = resource,
            Scope = scope.ValueKind == JsonValueKind.Object ? Text(scope, "name") : null,
            ScopeVersion = scope.ValueKind == JsonValueKind.Object ? Text(scope, "version") : null,
        };
    }

    private static TelemetryAttributes Attributes(JsonElement json, string name = "attributes") =>
        new(Items(json, name).Where(one => Text(one, "key") is not null).Select(one => new KeyValuePair<string, TelemetryValue>(Text(one, "key")!, one.TryGetProperty("value", out var value) ? Value(value) : default)));

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Id(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var id)) return null;
        if (id.ValueKind == JsonValueKind.String) return id.GetString()!.Length == 0 ? null : id.GetString();
        return id.ValueKind == JsonValueKind.Object ? Convert.ToHexStringLower([.. Items(id, "data").Select(one => one.GetByte())]) : null;
    }

    private static DateTimeOffset? Time(JsonElement json, string name) => json.TryGetProperty(name, out var value) && Whole(value) is > 0 and var nanos ? DateTimeOffset.UnixEpoch.AddTicks(nanos / 100) : null;

    private static long Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.String => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => (value.GetProperty("high").GetInt64() << 32) + (value.GetProperty("low").GetInt64() & 0xFFFFFFFF),
    };
}
