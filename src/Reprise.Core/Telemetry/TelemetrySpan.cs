namespace Reprise.Telemetry;

/// <summary>One span as an exporter sent it, whatever the encoding was. Ids are lower-case hex; times are UTC.</summary>
public sealed record TelemetrySpan
{
    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 hex digits; null for the root of a trace.</summary>
    public string? ParentSpanId { get; init; }
    public string Name { get; init; } = "";

    /// <summary>0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer.</summary>
    public int Kind { get; init; }
    public required DateTimeOffset Start { get; init; }

    /// <summary>Null when the exporter gave no end (0).</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>0 unset, 1 ok, 2 error.</summary>
    public int StatusCode { get; init; }
    public string? StatusMessage { get; init; }

    /// <summary>In the order they came; of a key that comes twice the last one counts.</summary>
    public TelemetryAttributes Attributes { get; init; } = TelemetryAttributes.None;
    public IReadOnlyList<TelemetryEvent> Events { get; init; } = [];

    /// <summary>Of the process that sent it, such as <c>service.name</c>.</summary>
    public TelemetryAttributes Resource { get; init; } = TelemetryAttributes.None;

    /// <summary>The instrumentation's name and version.</summary>
    public string? Scope { get; init; }
    public string? ScopeVersion { get; init; }
    public TelemetryAttributes ScopeAttributes { get; init; } = TelemetryAttributes.None;
}

/// <summary>Something that happened during a span.</summary>
public sealed record TelemetryEvent(string Name, DateTimeOffset Time, TelemetryAttributes Attributes);

/// <summary>One log record; those of interest belong to a span and carry messages or scores.</summary>
public sealed record TelemetryLog
{
    public string? TraceId { get; init; }
    public string? SpanId { get; init; }

    /// <summary>Such as <c>gen_ai.client.inference.operation.details</c>; older exporters say it in the attribute <c>event.name</c>.</summary>
    public string? EventName { get; init; }
    public required DateTimeOffset Time { get; init; }

    /// <summary>0 to 24, as OpenTelemetry numbers them.</summary>
    public int Severity { get; init; }
    public TelemetryValue? Body { get; init; }
    public TelemetryAttributes Attributes { get; init; } = TelemetryAttributes.None;
    public TelemetryAttributes Resource { get; init; } = TelemetryAttributes.None;
    public string? Scope { get; init; }
}
