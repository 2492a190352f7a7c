using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Results of evaluations, which are facts about the call they judge.</summary>
internal static class SpanScores
{
    public const string EventName = "gen_ai.evaluation.result";
    private const int MaxText = 16 * 1024;
    private const int Most = 100;

    public static IReadOnlyList<FactDocument> Of(TelemetrySpan span) =>
        [.. span.Events.Where(one => one.Name is EventName or "gen_ai.evaluation").Take(Most).Select((one, i) => Read(new AttributeReader(one.Attributes), one.Time, $"{span.TraceId}:{span.SpanId}:{i}")).OfType<FactDocument>()];

    /// <param name="attributes">Of the event.</param>
    /// <param name="at">When it was judged.</param>
    /// <param name="key">Makes the fact's id, the same each time it comes.</param>
    public static FactDocument? Read(AttributeReader attributes, DateTimeOffset at, string key)
    {
        if ((attributes.Text("gen_ai.evaluation.name") ?? attributes.Text("evaluation.name")) is not { Length: <= 256 } name) return null;
        var value = attributes.Number("gen_ai.evaluation.score.value", "gen_ai.evaluation.score");
        var label = attributes.Text("gen_ai.evaluation.score.label");
        var explanation = attributes.Text("gen_ai.evaluation.explanation", "gen_ai.evaluation.reasoning");
        if (value is null && label is null && explanation is null) return null;
        var text = label is not null && explanation is not null ? $"{label}: {explanation}" : label ?? explanation;
        return new FactDocument
        {
            FactId = $"otlp:{key}:{name}",
            Kind = value is null ? "label" : "evaluation",
            Timestamp = at,
            Name = name,
            Value = value,
            Text = text is { Length: > MaxText } ? text[..MaxText] : text,
        };
    }
}
