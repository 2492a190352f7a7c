using System.Diagnostics.Metrics;
using Reprise.Server.Proof;

namespace Reprise.Server.Observation;

/// <summary>How the proof is doing, as instruments of the meter <c>Reprise</c>.</summary>
internal sealed class ProofMetrics
{
    public ProofMetrics(IMeterFactory meters, ProofStatusReport report)
    {
        var meter = meters.Create(CaptureMetrics.MeterName);
        meter.CreateObservableGauge("reprise.proof.healthy", () => report.Make().Healthy ? 1 : 0, "1", "1 while the proof can be written, else 0.");
        meter.CreateObservableUpDownCounter("reprise.proof.entries", () => report.Make().Entries, "{entry}", "Entries of the proof.");
        meter.CreateObservableUpDownCounter("reprise.proof.queued", () => report.Make().Queued, "{entry}", "Entries stored and waiting to be chained.");
        meter.CreateObservableUpDownCounter("reprise.proof.doubtful", () => report.Make().Doubtful, "{entry}", "Entries announced, and not known yet whether they were stored.");
        meter.CreateObservableCounter("reprise.proof.unproven", () => report.Make().Unproven, "{entry}", "Entries stored since the start and never to be chained.");
    }
}
