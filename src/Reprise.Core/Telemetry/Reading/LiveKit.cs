namespace Reprise.Telemetry;

/// <summary>LiveKit's agents: the steps of a conversation by voice, and many spans of plumbing between them.</summary>
internal static class LiveKit
{
    public const string Scope = "livekit-agents";

    /// <summary>Whether a span is of the machinery alone: no turn, no call, and nothing that anyone said.</summary>
    public static bool IsPlumbing(TelemetrySpan span, SpanKind kind, CallContent content) =>
        span.Scope == Scope && kind is { Word: "event", Operation: null } && !content.HasInput && !content.HasOutput;
}
