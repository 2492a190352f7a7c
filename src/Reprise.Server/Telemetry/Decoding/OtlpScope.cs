using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>The instrumentation that made spans.</summary>
internal sealed record OtlpScope(string? Name, string? Version, TelemetryAttributes Attributes)
{
    public static OtlpScope None { get; } = new(null, null, TelemetryAttributes.None);
}
