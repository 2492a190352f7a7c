using System.Runtime.InteropServices;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>Reads OTLP's JSON: ids as hex, 64-bit numbers as texts or numbers, enums as numbers or names, members as lowerCamelCase or as they stand in the protocol's definition; unknown ones are passed over.</summary>
internal sealed class OtlpJsonReader(DecodeBudget budget, DateTimeOffset now)
{
    private readonly JsonValues _values = new(budget);

    public void ReadTraces(ReadOnlyMemory<byte> body, List<TelemetrySpan> spans) => ReadItems(body, "resourceSpans", "scopeSpans", "spans", (span, resource, scope) => spans.Add(Span(span, resource, scope)));

    public void ReadLogs(ReadOnlyMemory<byte> body, List<TelemetryLog> logs) => ReadItems(body, "resourceLogs", "scopeLogs", "logRecords", (log, resource, scope) => logs.Add(Log(log, resource, scope)));

    private void ReadItems(ReadOnlyMemory<byte> body, string groupName, string scopeName, string itemName, Action<JsonElement, TelemetryAttributes, OtlpScope> add)
    {
        if (!RecordJson.TryParse(body, out var json, out var mistake)) throw new InvalidDataException($"The body cannot be read as JSON: {mistake}.");
        if (json.ValueKind != JsonValueKind.Object) throw new InvalidDataException("The body must be a JSON object.");
        foreach (var group in JsonValues.Member(json, groupName).Items())
        {
            var resource = _values.Attributes(JsonValues.Member(group, "resource"));
            foreach (var scoped in JsonValues.Member(group, scopeName).Items())
            {
                var scope = Scope(JsonValues.Member(scoped, "scope"));
                foreach (var item in JsonValues.Member(scoped, itemName).Items())
                {
                    if (item.ValueKind != JsonValueKind.Object) budget.Reject("A span or log record must be a JSON object.");
                    else if (budget.TakeItem()) add(item, resource, scope);
                }
            }
        }
    }

    private OtlpScope Scope(JsonElement? scope) =>
        scope is { ValueKind: JsonValueKind.Object } found ? new OtlpScope(_values.Name(found, "name"), _values.Name(found, "version"), _values.Attributes(found)) : OtlpScope.None;

    private TelemetrySpan Span(JsonElement span, TelemetryAttributes resource, OtlpScope scope)
    {
        var (start, end) = (Time(span, "startTimeUnixNano"), Time(span, "endTimeUnixNano"));
        var status = JsonValues.Member(span, "status");
        var events = new List<TelemetryEvent>();
        foreach (var happened in JsonValues.Member(span, "events").Items())
        {
            if (happened.ValueKind != JsonValueKind.Object || events.Count >= budget.Limits.MaxPerItem || !budget.TakeValue()) continue;
            events.Add(new TelemetryEvent(_values.Name(happened, "name") ?? "", Time(happened, "timeUnixNano") ?? start ?? now, _values.Attributes(happened)));
        }

        return new TelemetrySpan
        {
            TraceId = Id(span, "traceId", OtlpIds.TraceBytes) ?? Made(span, OtlpIds.TraceBytes), SpanId = Id(span, "spanId", OtlpIds.SpanBytes) ?? Made(span, OtlpIds.SpanBytes),
            ParentSpanId = Id(span, "parentSpanId", OtlpIds.SpanBytes), Name = _values.Name(span, "name") ?? "", Kind = Enum(JsonValues.Member(span, "kind"), s_kinds),
            Start = start ?? end ?? now, End = end, StatusCode = status is { } state ? Enum(JsonValues.Member(state, "code"), s_statuses) : 0,
            StatusMessage = status is { } said && JsonValues.Member(said, "message") is { ValueKind: JsonValueKind.String } message && message.GetString() is { Length: > 0 } text ? budget.Text(text) : null,
            Attributes = _values.Attributes(span), Events = events, Resource = resource, Scope = scope.Name, ScopeVersion = scope.Version, ScopeAttributes = scope.Attributes,
        };
    }

    private TelemetryLog Log(JsonElement log, TelemetryAttributes resource, OtlpScope scope) => new()
    {
        TraceId = Id(log, "traceId", OtlpIds.TraceBytes), SpanId = Id(log, "spanId", OtlpIds.SpanBytes), EventName = _values.Name(log, "eventName"),
        Time = Time(log, "timeUnixNano") ?? Time(log, "observedTimeUnixNano") ?? now, Severity = Enum(JsonValues.Member(log, "severityNumber"), []),
        Body = JsonValues.Member(log, "body") is { } body ? _values.Value(body, depth: 0) : null, Attributes = _values.Attributes(log), Resource = resource, Scope = scope.Name,
    };

    private static string? Id(JsonElement item, string name, int bytes) => JsonValues.Member(item, name) is { } id ? OtlpIds.Of(id, bytes) : null;

    private static string Made(JsonElement item, int bytes) => OtlpIds.Made(JsonMarshal.GetRawUtf8Value(item), bytes);

    private static DateTimeOffset? Time(JsonElement item, string name) => JsonValues.Member(item, name) is { } value ? OtlpTimes.Of((ulong)(JsonValues.Whole(value) ?? 0)) : null;

    private static int Enum(JsonElement? value, ReadOnlySpan<string> names)
    {
        if (value is not { } given) return 0;
        if (JsonValues.Whole(given) is { } number) return number is >= 0 and <= 1000 ? (int)number : 0;
        return given.ValueKind == JsonValueKind.String ? Math.Max(0, names.IndexOf(given.GetString()!)) : 0;
    }

    private static readonly string[] s_kinds = ["SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"];
    private static readonly string[] s_statuses = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];
}
