using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Export;

/// <summary>Who sends the spans.</summary>
internal static class OtlpResource
{
    public const string Scope = "reprise";

    public static TelemetryAttributes Attributes { get; } = new([new KeyValuePair<string, TelemetryValue>("service.name", new TelemetryValue("reprise"))]);

    public static ulong Nanoseconds(DateTimeOffset time) => time <= DateTimeOffset.UnixEpoch ? 0 : (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
