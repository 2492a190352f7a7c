using System.Diagnostics.Metrics;
using Reprise.Server.Evaluation;

namespace Reprise.Server.Observation;

/// <summary>What rules score, as instruments of the meter <c>Reprise</c>.</summary>
internal sealed class EvaluationMetrics
{
    public EvaluationMetrics(IMeterFactory meters, OnlineCounters counters, OnlineEvaluation online)
    {
        var meter = meters.Create(CaptureMetrics.MeterName);
        meter.CreateObservableCounter("reprise.evaluation.received", () => counters.Received, "{interaction}", "Interactions that a rule selected and its sample holds.");
        meter.CreateObservableCounter("reprise.evaluation.scored", () => counters.Scored, "{interaction}", "Of these, those that were scored.");
        meter.CreateObservableCounter("reprise.evaluation.facts", () => counters.Facts, "{fact}", "Scores that became facts.");
        meter.CreateObservableCounter("reprise.evaluation.limited", () => counters.Limited, "{interaction}", "Interactions beyond what their rule scores in a minute.");
        meter.CreateObservableCounter("reprise.evaluation.dropped", () => counters.Dropped, "{interaction}", "Interactions that found no room in the queue.");
        meter.CreateObservableCounter("reprise.evaluation.failed", () => counters.Failed, "{interaction}", "Interactions that could not be scored.");
        meter.CreateObservableUpDownCounter("reprise.evaluation.queued", () => online.Queued, "{interaction}", "Interactions that wait to be scored.");
    }
}
