using Reprise.Assembling;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>
/// Reads spans and logs of any convention (gen_ai of all generations, OpenInference, OpenLLMetry, Vercel <c>ai.*</c>, Langfuse) as pieces of interactions. Never throws on what
/// others sent: what cannot be understood is kept as metadata. Which attribute becomes which field is written down in <c>docs/opentelemetry-mapping.md</c>.
/// Safe for use from many threads.
/// </summary>
public static class SpanReader
{
    internal const string Source = "otlp";

    /// <summary>The pieces a span gives: one of the interaction, and one of its trace where it says something about all of it (user, session, tags).</summary>
    public static IReadOnlyList<Piece> Read(TelemetrySpan span, string project)
    {
        ArgumentNullException.ThrowIfNull(span);
        var record = new SpanRecord(span);
        var (trace, id) = (record.Document.TraceId, record.Document.SpanId!);
        var piece = new Piece
        {
            Project = project,
            Source = Source,
            Key = SpanIds.Key(trace, id),
            Trace = trace,
            Mark = span.End is null ? "start" : "span",
            At = span.End ?? span.Start,
            Content = record.Document,
            Facts = record.Facts,
            IsComplete = span.End is not null && !IsContentAwaited(span, record),
        };
        return trace is not null && record.People.SaysAnythingOfTrace ? [piece, OfTrace(piece, record.People)] : [piece];
    }

    /// <summary>Whether a convention that is known here says what the span is; else it is a step of a program that only makes its trace whole.</summary>
    public static bool IsDescribed(TelemetrySpan span)
    {
        ArgumentNullException.ThrowIfNull(span);
        var attributes = new AttributeReader(span.Attributes);
        return attributes.Has("reprise.kind", "gen_ai.operation.name") || SpanKinds.Of(span, attributes) is not { Word: "event", Operation: null };
    }

    /// <summary>The pieces a log record gives; none where it is no record of a call or a score.</summary>
    public static IReadOnlyList<Piece> Read(TelemetryLog log, string project)
    {
        ArgumentNullException.ThrowIfNull(log);
        return LogReading.Read(log, project) is { } piece ? [piece] : [];
    }

    /// <summary>Instrumentations of the gen_ai conventions may send what was said as log records, before or after the span.</summary>
    private static bool IsContentAwaited(TelemetrySpan span, SpanRecord record) =>
        record.Kind.Word == "llm" && !record.Content.HasInput && !record.Content.HasOutput && span.StatusCode != 2 && span.Attributes.Any(one => one.Key.StartsWith("gen_ai.", StringComparison.Ordinal));

    private static Piece OfTrace(Piece piece, SpanPeople people)
    {
        var metadata = new SpanMetadata();
        metadata.Add(people.TraceMetadata);
        return piece with
        {
            Key = piece.Trace!,
            IsOfTrace = true,
            Mark = piece.Key,
            Content = new InteractionDocument
            {
                TraceId = piece.Trace,
                UserId = people.UserId,
                SessionId = people.SessionId,
                Tags = people.Tags.Count == 0 ? null : people.Tags,
                Metadata = metadata.Json(),
            },
            Facts = [],
            IsComplete = true,
        };
    }
}
