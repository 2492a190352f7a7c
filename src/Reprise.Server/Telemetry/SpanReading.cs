using Reprise.Assembling;
using Reprise.Telemetry;

namespace Reprise.Server.Telemetry;

/// <summary>What reads spans and logs as pieces of interactions.</summary>
internal sealed record SpanReading(Func<TelemetrySpan, string, IReadOnlyList<Piece>> OfSpan, Func<TelemetryLog, string, IReadOnlyList<Piece>> OfLog)
{
    public static SpanReading Conventions { get; } = new(SpanReader.Read, SpanReader.Read);
}
