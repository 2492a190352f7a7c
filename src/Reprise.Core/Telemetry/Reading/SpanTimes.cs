namespace Reprise.Telemetry;

/// <summary>How long a span took, and when the first piece of its answer came.</summary>
internal static class SpanTimes
{
    private static readonly string[] s_milliseconds = ["ai.response.msToFirstChunk", "ttft_ms", "gen_ai.response.time_to_first_token_ms", "llm.time_to_first_token_ms", "langwatch.ttft_ms"];
    private static readonly string[] s_anyUnit = ["gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token", "gen_ai.response.time_to_first_token", "gen_ai.time_to_first_token", "llm.time_to_first_token", "lk.response.ttft", "lk.ttft"];
    private static readonly string[] s_firstEvents = ["First Token Stream Event", "ai.stream.firstChunk", "gen_ai.first_token", "first_token", "llm.content.completion.chunk", "gen_ai.content.completion.chunk"];

    public static long? LatencyMs(TelemetrySpan span) => span.End is { } end && end >= span.Start ? (long)Math.Round((end - span.Start).TotalMilliseconds) : null;

    public static long? TtftMs(TelemetrySpan span, AttributeReader attributes)
    {
        var longest = LatencyMs(span) is { } latency ? latency + 1000 : long.MaxValue;
        if (attributes.Number(s_milliseconds) is >= 0 and < 1e12 and var milliseconds) return (long)Math.Round(milliseconds);
        if (attributes.Number(s_anyUnit) is >= 0 and var number)
        {
            // Seconds by the conventions; milliseconds and nanoseconds are in the field, and no answer began after its end.
            foreach (var unit in (ReadOnlySpan<double>)[1000, 1, 1e-6])
            {
                if (number * unit <= longest && number * unit < 9e15) return (long)Math.Round(number * unit);
            }
        }

        var first = attributes.Time("langfuse.observation.completion_start_time") ?? span.Events.FirstOrDefault(one => s_firstEvents.Contains(one.Name, StringComparer.Ordinal))?.Time;
        if (first is not { } began || began < span.Start || (began - span.Start).TotalMilliseconds > longest) return null;
        attributes.Take("langfuse.observation.completion_start_time");
        return (long)Math.Round((began - span.Start).TotalMilliseconds);
    }
}
