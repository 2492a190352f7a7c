using System.Text.Json;
using Reprise.Assembling;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Log records that carry messages, whole calls, scores or failures of a span.</summary>
internal static class LogReading
{
    public static Piece? Read(TelemetryLog log, string project)
    {
        var attributes = new AttributeReader(log.Attributes);
        var name = NameOf(log, attributes);
        if (name is null || SpanIds.Trace(log.TraceId) is not { } trace || string.IsNullOrWhiteSpace(log.SpanId)) return null;
        var key = SpanIds.Key(trace, log.SpanId.Length <= 64 ? log.SpanId : SpanIds.Made(log.SpanId));
        var mark = $"{(SpanEvents.IsMessage(name) ? Piece.MessageMark : "log:")}{name}:{SpanIds.Made(Text(log))}";
        var piece = new Piece { Project = project, Source = SpanReader.Source, Key = key, Trace = trace, Mark = mark, At = log.Time, Content = new InteractionDocument { TraceId = trace, SpanId = key[(trace.Length + 1)..] } };
        if (name == SpanScores.EventName) return SpanScores.Read(attributes, log.Time, $"{key}:{mark}") is { } fact ? piece with { Facts = [fact] } : null;
        if (SpanEvents.IsMessage(name)) return Message(name, log, piece);
        return name switch
        {
            "gen_ai.client.inference.operation.details" => Details(log, piece),
            "gen_ai.client.operation.exception" or "exception" => Failure(attributes, piece),
            _ => null,
        };
    }

    private static string? NameOf(TelemetryLog log, AttributeReader attributes) =>
        !string.IsNullOrEmpty(log.EventName) ? log.EventName : attributes.PeekText("event.name") ?? (log.Body?.Members is { } members ? new AttributeReader(members).PeekText("event.name") : null);

    /// <summary>Everything the call said, in the attributes, or in the body of older exporters.</summary>
    private static Piece? Details(TelemetryLog log, Piece piece)
    {
        var attributes = log.Body?.Members is { } body ? new TelemetryAttributes([.. body, .. log.Attributes]) : log.Attributes;
        var record = new SpanRecord(new TelemetrySpan { TraceId = piece.Trace!, SpanId = log.SpanId!, Start = log.Time, Attributes = attributes });
        var said = record.Document;
        // The times and the outcome of the call are the span's to say.
        return piece with
        {
            Content = said with { Timestamp = null, Name = null, Metadata = null, Kind = record.Kind.Word == "event" ? null : said.Kind, Status = said.Status == "success" ? null : said.Status, Metrics = said.Metrics is { } metrics ? metrics with { LatencyMs = null } : null },
            Facts = record.Facts,
        };
    }

    private static Piece? Message(string name, TelemetryLog log, Piece piece)
    {
        var members = log.Attributes.Where(one => one.Key is not ("event.name" or "gen_ai.system" or "gen_ai.provider.name"));
        var body = log.Body switch
        {
            { Members: { } inner } => new TelemetryAttributes([.. members, .. inner]),
            { Text: { } text } when TelemetryJson.Parsed(text) is null => new TelemetryAttributes([.. members, new KeyValuePair<string, TelemetryValue>("content", new TelemetryValue(text))]),
            _ => new TelemetryAttributes(members),
        };
        var json = TelemetryJson.Of(new TelemetryValue(body));
        if (log.Body?.Text is { } packed && TelemetryJson.Parsed(packed) is { ValueKind: JsonValueKind.Object } parsed) json = parsed;
        var content = new CallContent();
        SpanEvents.Read(name, json, content, hadInput: false, hadOutput: false);
        var (request, response) = (content.Request(), content.Response());
        return request is null && response is null ? null : piece with { Content = piece.Content with { Request = request, Response = response } };
    }

    private static Piece? Failure(AttributeReader attributes, Piece piece)
    {
        var (code, message) = (attributes.Text("exception.type", "error.type"), attributes.Text("exception.message", "error.message"));
        if (code is null && message is null) return null;
        return piece with { Content = piece.Content with { ErrorCode = code is { Length: > 256 } ? code[..256] : code, ErrorMessage = message is { Length: > 16_384 } ? message[..16_384] : message } };
    }

    private static string Text(TelemetryLog log) =>
        $"{log.Time.UtcTicks}\n{(log.Body is { } body ? TelemetryJson.Of(body).Raw() : "")}\n{TelemetryJson.Of(new TelemetryValue(log.Attributes)).Raw()}";
}
