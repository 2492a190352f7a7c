namespace Reprise.Server.Telemetry.Decoding;

/// <summary>What one request of an exporter may hold, whatever its encoding. Beyond it spans are refused and counted, values left out.</summary>
internal sealed record OtlpLimits
{
    public static OtlpLimits Default { get; } = new();

    /// <summary>Most spans or log records.</summary>
    public int MaxItems { get; init; } = 50_000;

    /// <summary>Most values of all attributes together, those within lists and maps included: two bytes on the wire become some hundred in memory.</summary>
    public int MaxValues { get; init; } = 1_000_000;

    /// <summary>Most attributes of a span, and most events.</summary>
    public int MaxPerItem { get; init; } = 8192;

    /// <summary>Longest name of an attribute, span or event in bytes; what is longer is cut.</summary>
    public int MaxNameBytes { get; init; } = 1024;

    /// <summary>Longest text in bytes; what is longer is cut.</summary>
    public int MaxTextBytes { get; init; } = 16 << 20;

    /// <summary>Lists and maps within each other; what lies deeper is left out.</summary>
    public int MaxDepth { get; init; } = 16;
}
