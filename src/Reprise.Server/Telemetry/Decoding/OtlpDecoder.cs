using Reprise.Telemetry;

namespace Reprise.Server.Telemetry.Decoding;

/// <summary>How an exporter writes its requests, and is answered.</summary>
internal enum OtlpEncoding
{
    Protobuf,
    Json,
}

/// <summary>Which of OTLP's requests it is.</summary>
internal enum OtlpSignal
{
    Traces,
    Logs,
    Metrics,
}

/// <summary>
/// Reads what exporters send, without trust: whatever the bytes are, it takes time and memory in proportion to their number and ends with spans or an <see cref="InvalidDataException"/> whose
/// message holds none of them.
/// </summary>
internal static class OtlpDecoder
{
    /// <param name="body">Unpacked.</param>
    /// <param name="encoding">Of the body.</param>
    /// <param name="signal">Metrics are not read.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="now">Stands where a time is needed and none was sent.</param>
    public static DecodedTelemetry Read(ReadOnlyMemory<byte> body, OtlpEncoding encoding, OtlpSignal signal, OtlpLimits limits, DateTimeOffset now)
    {
        var budget = new DecodeBudget(limits);
        var spans = new List<TelemetrySpan>();
        var logs = new List<TelemetryLog>();
        if (encoding == OtlpEncoding.Json)
        {
            var reader = new OtlpJsonReader(budget, now);
            if (signal == OtlpSignal.Traces) reader.ReadTraces(body, spans);
            else if (signal == OtlpSignal.Logs) reader.ReadLogs(body, logs);
        }
        else
        {
            var reader = new OtlpProtobufReader(budget, now);
            if (signal == OtlpSignal.Traces) reader.ReadTraces(body.Span, spans);
            else if (signal == OtlpSignal.Logs) reader.ReadLogs(body.Span, logs);
        }

        return new DecodedTelemetry(spans, logs, budget.Rejected, budget.Mistake);
    }
}
