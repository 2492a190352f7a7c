namespace Reprise.Telemetry;

/// <summary>How a span ended: its status, what went wrong, and how serious its sender calls it.</summary>
internal sealed record SpanOutcome(string Status, string? Code, string? Message, string? Level, string? Note)
{
    private const int MaxWord = 256;
    private const int MaxMessage = 16 * 1024;

    public static SpanOutcome Of(TelemetrySpan span, AttributeReader attributes)
    {
        var level = LevelOf(attributes.Text("langfuse.observation.level"));
        var exception = Exception(span);
        var escaped = exception is not null && (span.StatusCode == 0 || (exception.Attributes["exception.escaped"]?.Value is true or "true" or "True" && span.StatusCode != 1));
        var type = attributes.PeekText("error.type");
        var isError = span.StatusCode == 2 || level == "error" || escaped || (type is not null && span.StatusCode != 1) || (attributes.PeekText("success") is { } success && success.Equals("false", StringComparison.OrdinalIgnoreCase) && span.StatusCode != 1)
            || (span.StatusCode == 0 && Http.Status(attributes) >= (span.Kind == 2 ? 500 : 400));
        var note = attributes.Text("langfuse.observation.status_message", "langfuse.observation.statusMessage") ?? (string.IsNullOrEmpty(span.StatusMessage) ? null : span.StatusMessage);
        if (!isError) return new SpanOutcome("success", null, null, level, note);
        var code = attributes.Text("error.type") ?? Text(exception, "exception.type") ?? Http.Status(attributes)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var message = note ?? Text(exception, "exception.message") ?? attributes.Text("error.message", "exception.message", "gen_ai.error.message", "error");
        return new SpanOutcome(StatusOf(code, message), Cut(code, MaxWord), Cut(message, MaxMessage), null, null);
    }

    public static TelemetryEvent? Exception(TelemetrySpan span) => span.Events.FirstOrDefault(one => one.Name is "exception" or "gen_ai.client.operation.exception");

    private static string? Text(TelemetryEvent? exception, string name) => exception?.Attributes[name] is { } value ? TelemetryJson.Scalar(value) is { Length: > 0 } text ? text : null : null;

    private static string StatusOf(string? code, string? message)
    {
        if (code is null) return message is not null && message.Contains("timed out", StringComparison.OrdinalIgnoreCase) ? "timeout" : "error";
        if (code.Contains("timeout", StringComparison.OrdinalIgnoreCase)) return "timeout";
        return code.Contains("cancel", StringComparison.OrdinalIgnoreCase) || code.Contains("abort", StringComparison.OrdinalIgnoreCase) ? "cancelled" : "error";
    }

    /// <summary>Words of several vocabularies; null for the usual level and for words of none.</summary>
    private static string? LevelOf(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "error" or "fatal" or "critical" or "severe" => "error",
        "warning" or "warn" => "warning",
        "debug" or "trace" or "verbose" => "debug",
        _ => null,
    };

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most];
}
