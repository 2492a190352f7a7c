using System.Diagnostics.Metrics;
using Reprise.Cache.Judging;
using Reprise.Embeddings;
using Reprise.Server.Cache;
using Reprise.Server.Cache.Checks;
using Reprise.Server.Cache.Embedders;

namespace Reprise.Server.Observation;

/// <summary>What the cache does, as instruments of the meter <c>Reprise</c>.</summary>
internal sealed class CacheMetrics
{
    public CacheMetrics(IMeterFactory meters, CacheCounters counters, AnswerMemory memory, CacheFill fill, CacheEntryCounts entries, HitChecks checks, IEmbedder embedder, ISecondOpinion? opinion = null)
    {
        var meter = meters.Create(CaptureMetrics.MeterName);
        meter.CreateObservableCounter("reprise.cache.lookups", () => Lookups(counters), "{call}", "Calls that took part in the cache, by what became of them and policy.");
        meter.CreateObservableCounter("reprise.cache.followed", () => counters.Followed, "{call}", "Hits that were given the answer to the same call before it was an entry.");
        meter.CreateObservableCounter("reprise.cache.received", () => counters.Received, "{interaction}", "Answers that could become entries.");
        meter.CreateObservableCounter("reprise.cache.added", () => counters.Added, "{entry}", "Entries added.");
        meter.CreateObservableCounter("reprise.cache.not_kept", () => NotKept(counters), "{interaction}", "Answers that must not be given again, by the reason.");
        meter.CreateObservableCounter("reprise.cache.dropped", () => counters.Dropped, "{interaction}", "Answers that found no room and become entries later.");
        meter.CreateObservableCounter("reprise.cache.failed", () => counters.Failed, "{failure}", "Times the cache could not be read or written.");
        meter.CreateObservableCounter("reprise.cache.removed", () => counters.Removed, "{entry}", "Entries removed.");
        meter.CreateObservableCounter("reprise.cache.trimmed", () => counters.Trimmed, "{entry}", "Of these, those that were more than may be kept.");
        meter.CreateObservableUpDownCounter("reprise.cache.entries", () => entries.Latest, "{entry}", "Entries there are, counted within the last minute.");
        meter.CreateObservableUpDownCounter("reprise.cache.hot.size", () => memory.Bytes, "By", "Bytes of answers in memory.");
        meter.CreateObservableUpDownCounter("reprise.cache.queued", () => fill.Queued, "{entry}", "Answers on their way to becoming entries.");
        meter.CreateObservableCounter("reprise.cache.checks", () => counters.Checks, "{check}", "Semantic hits that were compared with a fresh answer.");
        meter.CreateObservableCounter("reprise.cache.checks.wrong", () => counters.Wrong, "{check}", "Of these, those that were wrong.");
        meter.CreateObservableCounter("reprise.cache.checks.unsure", () => counters.Unsure, "{check}", "Of these, those that could not tell.");
        meter.CreateObservableCounter("reprise.cache.checks.dropped", () => counters.ChecksDropped, "{check}", "Checks there was no room for.");
        meter.CreateObservableCounter("reprise.cache.checks.failed", () => counters.ChecksFailed, "{check}", "Checks whose provider gave no whole answer.");
        meter.CreateObservableUpDownCounter("reprise.cache.checks.queued", () => checks.Queued, "{check}", "Checks that wait.");
        meter.CreateObservableGauge("reprise.cache.embedder.paused", () => embedder is GuardedEmbedder { IsPaused: true } ? 1 : 0, null, "1 while the embedder is not asked because it failed too often, else 0.");
        if (opinion is not SecondOpinion second) return;
        meter.CreateObservableCounter("reprise.cache.second_opinion.asked", () => second.Asked, "{pair}", "Pairs of texts the second opinion was asked about.");
        meter.CreateObservableCounter("reprise.cache.second_opinion.embedded", () => second.Embedded, "{text}", "Texts that went through its model.");
        meter.CreateObservableCounter("reprise.cache.second_opinion.undecided", () => second.Undecided, "{pair}", "Pairs it could not tell about.");
        meter.CreateObservableCounter("reprise.cache.second_opinion.late", () => second.Late, "{pair}", "Pairs given up because the time was up.");
    }

    private static IEnumerable<Measurement<long>> Lookups(CacheCounters counters) =>
        counters.Lookups.Select(static lookup => new Measurement<long>(lookup.Value, new KeyValuePair<string, object?>("status", lookup.Key.Status), new KeyValuePair<string, object?>("policy", lookup.Key.Policy)));

    private static IEnumerable<Measurement<long>> NotKept(CacheCounters counters) =>
        counters.NotKept.Select(static reason => new Measurement<long>(reason.Value, new KeyValuePair<string, object?>("reason", reason.Key)));
}
