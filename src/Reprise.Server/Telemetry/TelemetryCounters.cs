using System.Diagnostics.Metrics;
using Reprise.Assembling;
using Reprise.Server.Observation;

namespace Reprise.Server.Telemetry;

/// <summary>What exporters sent since the server started, and what became of its pieces, as instruments of the meter <c>Reprise</c>.</summary>
internal sealed class TelemetryCounters
{
    private long _spans;
    private long _logs;
    private long _rejected;
    private long _unread;

    public TelemetryCounters(IMeterFactory meters, AssemblerCounters assembler)
    {
        var meter = meters.Create(CaptureMetrics.MeterName);
        meter.CreateObservableCounter("reprise.telemetry.spans", () => Volatile.Read(ref _spans), "{span}", "Spans that exporters sent.");
        meter.CreateObservableCounter("reprise.telemetry.logs", () => Volatile.Read(ref _logs), "{record}", "Log records that exporters sent.");
        meter.CreateObservableCounter("reprise.telemetry.rejected", () => Volatile.Read(ref _rejected), "{item}", "Spans and log records that were refused.");
        meter.CreateObservableCounter("reprise.telemetry.unread", () => Volatile.Read(ref _unread), "{item}", "Spans and log records that we failed to read; our mistake.");
        meter.CreateObservableCounter("reprise.assembling.received", () => assembler.Received, "{piece}", "Pieces of interactions handed over.");
        meter.CreateObservableCounter("reprise.assembling.repeated", () => assembler.Repeated, "{piece}", "Of these, those that had come before.");
        meter.CreateObservableCounter("reprise.assembling.refused", () => assembler.Refused, "{piece}", "Pieces sent back for want of room.");
        meter.CreateObservableCounter("reprise.assembling.recorded", () => assembler.Recorded, "{interaction}", "Interactions put on record.");
        meter.CreateObservableCounter("reprise.assembling.amended", () => assembler.Amended, "{interaction}", "Interactions on record that later pieces changed.");
        meter.CreateObservableCounter("reprise.assembling.unchanged", () => assembler.Unchanged, "{interaction}", "Interactions on record of which later pieces said nothing new.");
        meter.CreateObservableCounter("reprise.assembling.early", () => assembler.Early, "{interaction}", "Interactions recorded before their time because too many waited.");
        meter.CreateObservableCounter("reprise.assembling.withheld", () => assembler.Withheld, "{interaction}", "Interactions kept off the record by a policy, or kept as they are by a hold.");
        meter.CreateObservableCounter("reprise.assembling.failed", () => assembler.Failed, "{interaction}", "Interactions that could not be recorded.");
        meter.CreateObservableUpDownCounter("reprise.assembling.waiting", () => assembler.Waiting, "{interaction}", "Interactions that wait for more.");
        meter.CreateObservableUpDownCounter("reprise.assembling.waiting.size", () => assembler.WaitingBytes, "By", "Bytes of their pieces.");
        meter.CreateObservableUpDownCounter("reprise.assembling.journal.size", () => assembler.JournalBytes, "By", "Bytes of pieces on disk.");
    }

    public void AddSpans(int spans) => Interlocked.Add(ref _spans, spans);

    public void AddLogs(int logs) => Interlocked.Add(ref _logs, logs);

    public void AddRejected(int items) => Interlocked.Add(ref _rejected, items);

    public void AddUnread() => Interlocked.Increment(ref _unread);
}
