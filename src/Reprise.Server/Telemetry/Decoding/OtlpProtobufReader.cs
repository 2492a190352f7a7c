using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>Reads OTLP's protobuf messages, by their published field numbers.</summary>
internal sealed class OtlpProtobufReader(DecodeBudget budget, DateTimeOffset now)
{
    private readonly ProtobufValues _values = new(budget);

    public void ReadTraces(ReadOnlySpan<byte> request, List<TelemetrySpan> spans)
    {
        var groups = new ProtobufReader(request);
        while (groups.Next())
        {
            if (groups is not { Field: 1, IsBytes: true }) continue;
            var resource = Resource(groups.Bytes);
            var scopes = new ProtobufReader(groups.Bytes);
            while (scopes.Next())
            {
                if (scopes is not { Field: 2, IsBytes: true }) continue;
                var scope = Scope(scopes.Bytes);
                var items = new ProtobufReader(scopes.Bytes);
                while (items.Next())
                {
                    if (items is { Field: 2, IsBytes: true } && budget.TakeItem()) spans.Add(Span(items.Bytes, resource, scope));
                }
            }
        }
    }

    public void ReadLogs(ReadOnlySpan<byte> request, List<TelemetryLog> logs)
    {
        var groups = new ProtobufReader(request);
        while (groups.Next())
        {
            if (groups is not { Field: 1, IsBytes: true }) continue;
            var resource = Resource(groups.Bytes);
            var scopes = new ProtobufReader(groups.Bytes);
            while (scopes.Next())
            {
                if (scopes is not { Field: 2, IsBytes: true }) continue;
                var scope = Scope(scopes.Bytes);
                var items = new ProtobufReader(scopes.Bytes);
                while (items.Next())
                {
                    if (items is { Field: 2, IsBytes: true } && budget.TakeItem()) logs.Add(Log(items.Bytes, resource, scope));
                }
            }
        }
    }

    /// <summary>Of a group, wherever in it the resource stands.</summary>
    private TelemetryAttributes Resource(ReadOnlySpan<byte> group)
    {
        var found = TelemetryAttributes.None;
        var reader = new ProtobufReader(group);
        while (reader.Next())
        {
            if (reader is { Field: 1, IsBytes: true }) found = _values.Attributes(reader.Bytes, field: 1);
        }

        return found;
    }

    private OtlpScope Scope(ReadOnlySpan<byte> group)
    {
        var found = OtlpScope.None;
        var reader = new ProtobufReader(group);
        while (reader.Next())
        {
            if (reader is not { Field: 1, IsBytes: true }) continue;
            string? name = null, version = null;
            var scope = new ProtobufReader(reader.Bytes);
            while (scope.Next())
            {
                if (scope is { Field: 1, IsBytes: true }) name = budget.Name(scope.Bytes);
                else if (scope is { Field: 2, IsBytes: true }) version = budget.Name(scope.Bytes);
            }

            found = new OtlpScope(name, version, _values.Attributes(reader.Bytes, field: 3));
        }

        return found;
    }

    private TelemetrySpan Span(ReadOnlySpan<byte> bytes, TelemetryAttributes resource, OtlpScope scope)
    {
        string? trace = null, id = null, parent = null, message = null;
        var (name, kind, status) = ("", 0, 0);
        DateTimeOffset? start = null, end = null;
        var events = new List<TelemetryEvent>();
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsBytes:
                    trace = OtlpIds.Of(reader.Bytes);
                    break;
                case 2 when reader.IsBytes:
                    id = OtlpIds.Of(reader.Bytes);
                    break;
                case 4 when reader.IsBytes:
                    parent = OtlpIds.Of(reader.Bytes);
                    break;
                case 5 when reader.IsBytes:
                    name = budget.Name(reader.Bytes);
                    break;
                case 6:
                    kind = Small(reader.Number);
                    break;
                case 7:
                    start = OtlpTimes.Of(reader.Number);
                    break;
                case 8:
                    end = OtlpTimes.Of(reader.Number);
                    break;
                case 11 when reader.IsBytes && events.Count < budget.Limits.MaxPerItem && budget.TakeValue():
                    events.Add(Event(reader.Bytes));
                    break;
                case 15 when reader.IsBytes:
                    var state = new ProtobufReader(reader.Bytes);
                    while (state.Next())
                    {
                        if (state is { Field: 2, IsBytes: true }) message = budget.Text(state.Bytes);
                        else if (state.Field == 3) status = Small(state.Number);
                    }

                    break;
            }
        }

        return new TelemetrySpan
        {
            TraceId = trace ?? OtlpIds.Made(bytes, OtlpIds.TraceBytes), SpanId = id ?? OtlpIds.Made(bytes, OtlpIds.SpanBytes), ParentSpanId = parent, Name = name, Kind = kind,
            Start = start ?? end ?? now, End = end, StatusCode = status, StatusMessage = message is { Length: > 0 } ? message : null,
            Attributes = _values.Attributes(bytes, field: 9), Events = events,
            Resource = resource, Scope = scope.Name, ScopeVersion = scope.Version, ScopeAttributes = scope.Attributes,
        };
    }

    private TelemetryEvent Event(ReadOnlySpan<byte> bytes)
    {
        DateTimeOffset? time = null;
        var name = "";
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1) time = OtlpTimes.Of(reader.Number);
            else if (reader is { Field: 2, IsBytes: true }) name = budget.Name(reader.Bytes);
        }

        return new TelemetryEvent(name, time ?? now, _values.Attributes(bytes, field: 3));
    }

    private TelemetryLog Log(ReadOnlySpan<byte> bytes, TelemetryAttributes resource, OtlpScope scope)
    {
        string? trace = null, span = null, name = null;
        DateTimeOffset? time = null, observed = null;
        var severity = 0;
        TelemetryValue? body = null;
        var reader = new ProtobufReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    time = OtlpTimes.Of(reader.Number);
                    break;
                case 2:
                    severity = Small(reader.Number);
                    break;
                case 5 when reader.IsBytes:
                    body = _values.Value(reader.Bytes, depth: 0);
                    break;
                case 9 when reader.IsBytes:
                    trace = OtlpIds.Of(reader.Bytes);
                    break;
                case 10 when reader.IsBytes:
                    span = OtlpIds.Of(reader.Bytes);
                    break;
                case 11:
                    observed = OtlpTimes.Of(reader.Number);
                    break;
                case 12 when reader.IsBytes:
                    name = budget.Name(reader.Bytes);
                    break;
            }
        }

        return new TelemetryLog
        {
            TraceId = trace, SpanId = span, EventName = name is { Length: > 0 } ? name : null, Time = time ?? observed ?? now, Severity = severity, Body = body,
            Attributes = _values.Attributes(bytes, field: 6), Resource = resource, Scope = scope.Name,
        };
    }

    private static int Small(ulong number) => number <= 1000 ? (int)number : 0;
}
