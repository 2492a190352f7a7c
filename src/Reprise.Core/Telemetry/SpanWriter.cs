using Reprise.Interactions;

namespace Reprise.Telemetry;

/// <summary>Tells a recorded interaction as a span of the current gen_ai conventions, for any collector.</summary>
public static class SpanWriter
{
    /// <param name="record">With its bodies.</param>
    /// <param name="withContent">Whether messages, arguments and answers go along.</param>
    public static TelemetrySpan Write(RecordedInteraction record, bool withContent) => throw new NotSupportedException();
}
