namespace Reprise.Server.Telemetry.Decoding;

/// <summary>Nanoseconds since 1970 as times. What is left of them beyond 100 is lost, as everywhere in .NET.</summary>
internal static class OtlpTimes
{
    /// <summary>Null for 0, which says that there is none.</summary>
    public static DateTimeOffset? Of(ulong nanoseconds) => nanoseconds == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}
