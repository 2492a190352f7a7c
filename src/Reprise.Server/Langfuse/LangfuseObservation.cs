using System.Text.Json;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Server.Langfuse;

/// <summary>A span, generation, event or other observation, begun or changed, as a piece of the interaction it belongs to.</summary>
internal static class LangfuseObservation
{
    /// <param name="entry">The event.</param>
    /// <param name="word">What is observed: <c>generation</c>, <c>span</c>, <c>tool</c> …; null where the event says it itself.</param>
    /// <param name="isCreate">Whether it says how the observation begins.</param>
    /// <param name="project">Where it belongs.</param>
    /// <param name="begun">When the observation began, where an earlier event of the batch said so.</param>
    public static Piece Read(LangfuseEvent entry, string? word, bool isCreate, string project, DateTimeOffset? begun)
    {
        var id = entry.IdOf("id") ?? throw new LangfuseMistakeException("body.id is missing");
        var trace = entry.IdOf("traceId");
        var type = (word ?? entry.Word("type") ?? "span").ToLowerInvariant();
        var started = entry.Time("startTime") ?? (isCreate ? entry.At : begun);
        var ended = entry.Time("endTime") ?? (type == "event" ? started : null);
        var first = entry.Time("completionStartTime");
        var isError = entry.Word("level") is "ERROR";
        return new Piece
        {
            Project = project,
            Source = LangfusePieces.Source,
            Key = id,
            Trace = trace,
            Mark = entry.Id.Length == 0 ? null : entry.Id,
            At = entry.At,
            EndedAt = ended,
            FirstOutputAt = first,
            IsComplete = ended is not null,
            Content = new InteractionDocument
            {
                Timestamp = entry.Time("startTime") ?? (isCreate ? entry.At : null),
                Kind = KindOf(type),
                Operation = type,
                Name = entry.Word("name"),
                Model = entry.Word("model"),
                Status = isError ? Words.Of(InteractionStatus.Error) : entry.Word("level") is not null ? Words.Of(InteractionStatus.Success) : null,
                ErrorCode = isError ? "error" : null,
                ErrorMessage = isError ? entry.Word("statusMessage") : null,
                TraceId = trace,
                SpanId = id,
                // What has no parent hangs on its trace, which is on record as an event of its own.
                ParentId = entry.IdOf("parentObservationId") ?? (isCreate ? trace : null),
                PromptTemplate = TemplateOf(entry),
                Request = LangfuseContent.Asked(entry.Value("input"), entry.Value("modelParameters"), type == "tool"),
                Response = LangfuseContent.Answered(entry.Value("output")),
                Metrics = MetricsOf(entry, started, ended, first),
                Metadata = MetadataOf(entry, isError),
                Stream = first is null ? null : true,
            },
        };
    }

    private static string KindOf(string type) => Words.Of(type switch
    {
        "generation" => InteractionKind.Llm,
        "embedding" => InteractionKind.Embedding,
        "tool" or "retriever" => InteractionKind.Tool,
        "evaluator" or "guardrail" => InteractionKind.Check,
        _ => InteractionKind.Event,
    });

    private static string? TemplateOf(LangfuseEvent entry) =>
        entry.Word("promptName") is { } name && entry.Value("promptVersion") is { ValueKind: JsonValueKind.Number } version ? $"{name}@{version.Raw()}" : null;

    private static MetricsDocument? MetricsOf(LangfuseEvent entry, DateTimeOffset? started, DateTimeOffset? ended, DateTimeOffset? first)
    {
        var metrics = LangfuseUsage.Of(entry);
        var (latency, ttft) = (Span(started, ended), Span(started, first));
        return latency is null && ttft is null ? metrics : (metrics ?? new MetricsDocument()) with { LatencyMs = latency, TtftMs = ttft };
    }

    private static long? Span(DateTimeOffset? from, DateTimeOffset? to) => from is { } a && to is { } b && b >= a ? (long)(b - a).TotalMilliseconds : null;

    private static JsonElement? MetadataOf(LangfuseEvent entry, bool isError) => LangfuseMetadata.Of(
        entry, withOwn: true,
        [("environment", "environment"), ("version", "version"), .. Level(entry), .. isError ? [] : new[] { ("status_message", "statusMessage") }, .. Unplaced(entry)]);

    private static (string, string)[] Level(LangfuseEvent entry) => entry.Word("level") is null or "DEFAULT" ? [] : [("level", "level")];

    /// <summary>A prompt without a version, and usage that is counted in something other than tokens.</summary>
    private static (string, string)[] Unplaced(LangfuseEvent entry)
    {
        var others = new List<(string, string)>();
        if (TemplateOf(entry) is null) others.Add(("prompt_name", "promptName"));
        if (entry.Body.Object("usage")?.Text("unit") is { } unit && !unit.Equals("TOKENS", StringComparison.OrdinalIgnoreCase)) others.Add(("usage", "usage"));
        return [.. others];
    }
}
