using Reprise.Assembling;

namespace Reprise.Telemetry;

/// <summary>
/// Reads spans and logs of any convention (gen_ai of all generations, OpenInference, OpenLLMetry, Vercel <c>ai.*</c>, Langfuse) as pieces of interactions. Never throws on what
/// others sent: what cannot be understood is kept as metadata.
/// </summary>
public static class SpanReader
{
    /// <summary>The pieces a span gives: one of the interaction, and one of its trace where it says something about all of it (user, session, tags).</summary>
    public static IReadOnlyList<Piece> Read(TelemetrySpan span, string project) => throw new NotSupportedException();

    /// <summary>The pieces a log record gives; none where it is no record of a call or a score.</summary>
    public static IReadOnlyList<Piece> Read(TelemetryLog log, string project) => throw new NotSupportedException();
}
