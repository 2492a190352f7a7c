using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Server.Telemetry;
using Reprise.Telemetry;

namespace Reprise.Server.Tests.Telemetry;

/// <summary>Reads spans in the plainest way, for tests of the wire: a name, times, and all attributes as metadata.</summary>
internal static class PlainSpans
{
    public static void Use(IServiceCollection services) => services.RemoveAll<SpanReading>().AddSingleton(new SpanReading(Read, Read));

    private static IReadOnlyList<Piece> Read(TelemetrySpan span, string project) =>
    [
        new Piece
        {
            Project = project, Source = "otlp", Key = $"{span.TraceId}:{span.SpanId}", Trace = span.TraceId, At = span.End ?? span.Start, IsComplete = span.End is not null,
            Content = new InteractionDocument
            {
                Timestamp = span.Start, Kind = "llm", Name = span.Name, TraceId = span.TraceId, SpanId = span.SpanId, ParentId = span.ParentSpanId, Status = span.StatusCode == 2 ? "error" : "success",
                Metadata = JsonSerializer.SerializeToElement(span.Attributes.GroupBy(static pair => pair.Key, StringComparer.Ordinal).Take(50).ToDictionary(static pair => pair.Key, static pair => pair.Last().Value.Value?.ToString() is { } text ? text[..Math.Min(200, text.Length)] : "")),
            },
        },
    ];

    private static IReadOnlyList<Piece> Read(TelemetryLog log, string project) => log is not { TraceId: { } trace, SpanId: { } span } ? [] :
    [
        new Piece
        {
            Project = project, Source = "otlp", Key = $"{trace}:{span}", Trace = trace, At = log.Time,
            Content = new InteractionDocument { TraceId = trace, SpanId = span, Response = new ResponseDocument { Content = log.Body?.Text } },
        },
    ];
}
