using System.Diagnostics.Metrics;
using Reprise.Server.Observation;

namespace Reprise.Server.Telemetry.Export;

/// <summary>What became of interactions on their way to a collector. Safe for use from many threads.</summary>
internal sealed class ExportCounters
{
    private long _received, _sent, _dropped, _refused, _retried;

    public ExportCounters(IMeterFactory meters)
    {
        var meter = meters.Create(CaptureMetrics.MeterName);
        meter.CreateObservableCounter("reprise.export.received", () => Received, "{interaction}", "Interactions that were to go out as spans.");
        meter.CreateObservableCounter("reprise.export.sent", () => Sent, "{interaction}", "Spans that a collector took.");
        meter.CreateObservableCounter("reprise.export.dropped", () => Dropped, "{interaction}", "Interactions for which there was no room, or no collector for too long.");
        meter.CreateObservableCounter("reprise.export.refused", () => Refused, "{interaction}", "Spans that a collector refused for good.");
        meter.CreateObservableCounter("reprise.export.retried", () => Retried, "{request}", "Requests that were made again.");
    }

    public long Received => Interlocked.Read(ref _received);
    public long Sent => Interlocked.Read(ref _sent);
    public long Dropped => Interlocked.Read(ref _dropped);
    public long Refused => Interlocked.Read(ref _refused);
    public long Retried => Interlocked.Read(ref _retried);

    public void AddReceived() => Interlocked.Increment(ref _received);

    public void AddSent(int spans) => Interlocked.Add(ref _sent, spans);

    public void AddDropped(int spans) => Interlocked.Add(ref _dropped, spans);

    public void AddRefused(int spans) => Interlocked.Add(ref _refused, spans);

    public void AddRetried() => Interlocked.Increment(ref _retried);
}
