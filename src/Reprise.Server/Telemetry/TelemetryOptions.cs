namespace Reprise.Server.Telemetry;

/// <summary>What is taken of exporters, and where. Section <c>Telemetry</c>.</summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";
    public const string Keep = "keep";
    public const string Drop = "drop";

    /// <summary>Where OTLP/gRPC without TLS is taken, such as <c>http://127.0.0.1:4317</c>; it needs an address of its own. Empty (the default): nowhere, but where the server has TLS.</summary>
    public string? GrpcUrl { get; set; }

    /// <summary>What becomes of spans that no known convention describes: <c>keep</c> (the default) makes them interactions of kind <c>event</c>, so that a trace is whole; <c>drop</c> leaves them out.</summary>
    public string OtherSpans { get; set; } = Keep;

    /// <summary>Largest request as sent, in bytes. 1 KB to 1 GB; default 32 MB.</summary>
    public long MaxBodyBytes { get; set; } = 32L << 20;

    /// <summary>Most bytes one compressed request may unpack to. 1 KB to 1 GB; default 128 MB.</summary>
    public long MaxUnpackedBytes { get; set; } = 128L << 20;

    /// <summary>Most bytes of requests in memory at a time; beyond it exporters are told to come again. 1 MB to 64 GB; default 512 MB.</summary>
    public long MaxBytesUnderWay { get; set; } = 512L << 20;

    /// <summary>Most spans or log records of one request; the rest is refused and counted. 1 to 10,000,000; default 50,000.</summary>
    public int MaxSpans { get; set; } = 50_000;

    public IEnumerable<string> Mistakes()
    {
        if (!string.IsNullOrEmpty(GrpcUrl) && !(Uri.TryCreate(GrpcUrl, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp)) yield return $"Telemetry:GrpcUrl is '{GrpcUrl}'; expected an address such as http://127.0.0.1:4317.";
        if (OtherSpans is not (Keep or Drop)) yield return $"Telemetry:OtherSpans is '{OtherSpans}'; expected keep or drop.";
        if (MaxBodyBytes is < 1024 or > 1L << 30) yield return $"Telemetry:MaxBodyBytes is {MaxBodyBytes}; expected 1024 to {1L << 30}.";
        if (MaxUnpackedBytes is < 1024 or > 1L << 30) yield return $"Telemetry:MaxUnpackedBytes is {MaxUnpackedBytes}; expected 1024 to {1L << 30}.";
        if (MaxBytesUnderWay is < 1L << 20 or > 64L << 30) yield return $"Telemetry:MaxBytesUnderWay is {MaxBytesUnderWay}; expected {1L << 20} to {64L << 30}.";
        if (MaxSpans is < 1 or > 10_000_000) yield return $"Telemetry:MaxSpans is {MaxSpans}; expected 1 to 10000000.";
    }
}
