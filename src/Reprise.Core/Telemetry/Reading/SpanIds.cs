using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Telemetry;

/// <summary>Ids of spans and traces; a span that came without one gets one from what it says, the same each time.</summary>
internal static class SpanIds
{
    private const int MaxId = 64;

    public static string? Trace(string? trace) => string.IsNullOrWhiteSpace(trace) || trace.All(c => c == '0') ? null : Short(trace);

    public static string? Parent(TelemetrySpan span) => string.IsNullOrWhiteSpace(span.ParentSpanId) || span.ParentSpanId.All(c => c == '0') ? null : Short(span.ParentSpanId);

    public static string Of(TelemetrySpan span) =>
        string.IsNullOrWhiteSpace(span.SpanId) || span.SpanId.All(c => c == '0') ? Made($"{span.TraceId}\n{span.Name}\n{span.Start.UtcTicks.ToString(CultureInfo.InvariantCulture)}") : Short(span.SpanId);

    public static string Made(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 8));

    /// <summary>What a piece of a span belongs to.</summary>
    public static string Key(string? trace, string span) => $"{trace ?? "0"}:{span}";

    private static string Short(string id) => id.Length <= MaxId ? id : Made(id);
}
