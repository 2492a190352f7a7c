using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>What one span says, put together as a record.</summary>
internal sealed class SpanRecord
{
    private const int MaxWord = 256;
    private readonly TelemetrySpan _span;
    private readonly AttributeReader _attributes;
    private readonly AttributeReader _resource;

    public SpanRecord(TelemetrySpan span)
    {
        _span = span;
        _attributes = new AttributeReader(span.Attributes);
        _resource = new AttributeReader(span.Resource);
        Kind = SpanKinds.Of(span, _attributes);
        // The kind says these, and what form the content had is of no use without it.
        _attributes.Text("langfuse.observation.type", "openinference.span.kind", "input.mime_type", "output.mime_type", "reprise.kind");
        Content = ContentReading.Read(span, _attributes, Kind);
        if (!Kind.IsTool) SpanParameters.Read(_attributes, Content);
        People = SpanPeople.Read(_attributes, _resource);
        Facts = SpanScores.Of(span);
        Document = Write();
    }

    public SpanKind Kind { get; }
    public CallContent Content { get; }
    public SpanPeople People { get; }
    public IReadOnlyList<FactDocument> Facts { get; }
    public InteractionDocument Document { get; }

    private InteractionDocument Write()
    {
        // 1. Names and models.
        var outcome = SpanOutcome.Of(_span, _attributes);
        var (provider, model, responseModel) = SpanModels.Read(_span, _attributes, Kind);
        var name = SpanNames.Of(_span, _attributes, Kind);
        var isGenAi = _attributes.PeekText("gen_ai.operation.name") is { } operation && _attributes.Text("gen_ai.operation.name") == operation;

        // 2. Numbers. A step around calls keeps its sums beside the record: its calls count for themselves.
        var counted = UsageReading.Tokens(_span, _attributes);
        var cost = UsageReading.Cost(_attributes);
        var ttft = SpanTimes.TtftMs(_span, _attributes);
        var metrics = (Kind.Counts ? counted ?? new MetricsDocument() : new MetricsDocument()) with { LatencyMs = SpanTimes.LatencyMs(_span), TtftMs = ttft, TotalCostUsd = Kind.Counts ? cost : null };

        // 3. What was asked, by whom, with which prompt.
        var template = Kind.Word == "llm" ? Template() : null;
        var stream = Stream(ttft);
        return new InteractionDocument
        {
            Timestamp = _span.Start,
            Kind = Kind.Word,
            Name = Cut(name),
            Provider = Cut(provider),
            Operation = Cut(_attributes.Text("reprise.operation") is { } own ? own : Kind.Word == "api_request" || !isGenAi ? Kind.Operation : _attributes.PeekText("gen_ai.operation.name")),
            Model = Cut(model),
            ResponseModel = Cut(responseModel),
            Status = outcome.Status,
            HttpStatus = Http.Status(_attributes),
            ErrorCode = outcome.Code,
            ErrorMessage = outcome.Message,
            UserId = People.UserId,
            SessionId = People.SessionId,
            TraceId = SpanIds.Trace(_span.TraceId),
            SpanId = SpanIds.Of(_span),
            ParentId = SpanIds.Parent(_span),
            PromptTemplate = template,
            Tags = People.Tags.Count == 0 ? null : People.Tags,
            Stream = stream,
            Request = Content.Request(),
            Response = Content.Response(),
            Metrics = metrics == new MetricsDocument() ? null : metrics,
            Metadata = Metadata(outcome, Kind.Counts ? null : counted, Kind.Counts ? null : cost),
        };
    }

    private string? Template()
    {
        var name = _attributes.Text("langfuse.observation.prompt.name", "langfuse.prompt.name", "gen_ai.prompt.name", "traceloop.prompt.key", "llm.prompt_template.name", "langwatch.prompt.id");
        if (name is null) return null;
        var version = _attributes.Text("langfuse.observation.prompt.version", "langfuse.prompt.version", "gen_ai.prompt.version", "traceloop.prompt.version", "llm.prompt_template.version", "langwatch.prompt.version.number");
        var template = version is null ? name : $"{name}@{version}";
        return template.Length <= MaxWord ? template : null;
    }

    private bool? Stream(long? ttft)
    {
        var said = _attributes.Flag("gen_ai.request.stream", "gen_ai.request.is_stream", "gen_ai.request.streaming", "llm.is_streaming", "llm.invocation_parameters.stream");
        if (said is not null) return said;
        if (_attributes.Peek("llm.invocation_parameters") is { } parameters && TelemetryJson.Parsed(parameters)?.Field("stream") is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag) return flag.GetBoolean();
        return ttft is not null || (SpanKinds.AiSdkOperation(_attributes)?.StartsWith("stream", StringComparison.Ordinal) ?? false) ? true : null;
    }

    private JsonElement? Metadata(SpanOutcome outcome, MetricsDocument? sums, decimal? cost)
    {
        var metadata = new SpanMetadata();
        metadata.Add(People.Metadata);
        metadata.Add("level", outcome.Level ?? (LiveKit.IsPlumbing(_span, Kind, Content) && outcome.Status == "success" ? "debug" : null));
        metadata.Add("status_message", outcome.Note);
        if (sums is not null) metadata.Add("usage", SpanSums.Of(sums));
        if (cost is { } dollars) metadata.Add("cost_usd", TelemetryJson.Of(new TelemetryValue((double)dollars)));
        if (SpanOutcome.Exception(_span)?.Attributes["exception.stacktrace"] is { } trace) metadata.Add("stacktrace", TelemetryJson.Scalar(trace));
        if (Kind.Word is "event" or "check") metadata.Add("agent", _attributes.PeekText("gen_ai.agent.name", "agent_name", "agent.name", "flue.task.agent"));
        metadata.Add(_attributes.Rest());
        // Told apart from what was recorded here, which alone goes out to collectors.
        metadata.Add("source", SpanReader.Source);
        metadata.Add("resource", _span.Resource);
        if (!string.IsNullOrEmpty(_span.Scope)) metadata.Add("scope", string.IsNullOrEmpty(_span.ScopeVersion) ? _span.Scope : $"{_span.Scope}@{_span.ScopeVersion}");
        return metadata.Json();
    }

    private static string? Cut(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return text.Length <= MaxWord ? text : text[..MaxWord];
    }
}
