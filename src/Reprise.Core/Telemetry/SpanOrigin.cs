using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Telemetry;

/// <summary>Where an interaction came from.</summary>
public static class SpanOrigin
{
    /// <summary>Whether it came in as a span or log record, and was not recorded here.</summary>
    public static bool IsTelemetry(Interaction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        return interaction.Metadata is { } metadata && metadata.Contains("\"source\"", StringComparison.Ordinal) && RecordJson.Find(metadata)?.Text("source") == SpanReader.Source;
    }
}
