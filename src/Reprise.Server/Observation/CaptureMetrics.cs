using System.Diagnostics.Metrics;
using Reprise.Capture;

namespace Reprise.Server.Observation;

/// <summary>The recorder's counters as instruments of the meter <c>Reprise</c>.</summary>
internal sealed class CaptureMetrics
{
    public const string MeterName = "Reprise";

    public CaptureMetrics(IMeterFactory meters, CaptureCounters counters, LiveFeed feed)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("reprise.capture.received", () => counters.Received, "{interaction}", "Interactions handed to the recorder.");
        meter.CreateObservableCounter("reprise.capture.stored", () => counters.Stored, "{interaction}", "Interactions the store has made durable.");
        meter.CreateObservableCounter("reprise.capture.known", () => counters.Known, "{interaction}", "Interactions the store had already.");
        meter.CreateObservableCounter("reprise.capture.dropped", () => counters.Dropped, "{interaction}", "Interactions lost.");
        meter.CreateObservableCounter(
            "reprise.capture.withheld",
            () => counters.Withheld.Select(one => new Measurement<long>(one.Value, new KeyValuePair<string, object?>("reason", one.Key))),
            "{interaction}",
            "Interactions that a privacy policy kept off the record.");
        meter.CreateObservableCounter("reprise.capture.failed", () => counters.Failed, "{interaction}", "Interactions the store refused for good.");
        meter.CreateObservableCounter("reprise.capture.unjournaled", () => counters.Unjournaled, "{interaction}", "Interactions that were held in memory alone.");
        meter.CreateObservableUpDownCounter("reprise.capture.queued", () => counters.Queued, "{interaction}", "Interactions waiting for the store.");
        meter.CreateObservableUpDownCounter("reprise.journal.size", () => counters.JournalBytes, "By", "Bytes in the journal that the store does not have yet.");
        meter.CreateObservableGauge("reprise.journal.healthy", () => counters.JournalHealthy ? 1 : 0, "1", "1 while the journal can be written, else 0.");
        meter.CreateObservableGauge("reprise.store.healthy", () => counters.StoreHealthy ? 1 : 0, "1", "1 while the store can be written, else 0.");
        meter.CreateObservableUpDownCounter("reprise.tail.watchers", () => feed.Watchers, "{watcher}", "Clients watching the live tail.");
    }
}
