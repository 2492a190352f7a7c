using Reprise.Cache.Entries;
using Reprise.Server.Cache;

namespace Reprise.Server.Status;

/// <summary>Puts the state of the cache together.</summary>
internal sealed class CacheStatusReport(CacheOpening opening, CacheIndex index, CacheEntryCounts entries, CacheCounters counters, AnswerMemory memory, CacheFill fill)
{
    public CacheStatusDocument Make()
    {
        var state = opening.IsOpen ? index.State : null;
        return new CacheStatusDocument
        {
            Ready = opening.IsOpen,
            Vectors = state is null ? "closed" : WordOf(state.Phase),
            Message = state?.Why,
            Entries = entries.Latest,
            Hits = counters.Count(CacheHeaders.Hit),
            SemanticHits = counters.Count(CacheHeaders.Semantic),
            Misses = counters.Count(CacheHeaders.Miss),
            Bypasses = counters.Count(CacheHeaders.Bypass),
            HotBytes = memory.Bytes,
            Queued = fill.Queued,
            Dropped = counters.Dropped,
            Failed = counters.Failed,
            Checks = counters.Checks,
            WrongChecks = counters.Wrong,
        };
    }

    private static string WordOf(CacheIndexPhase phase) => phase switch
    {
        CacheIndexPhase.Ready => "ready",
        CacheIndexPhase.CatchingUp => "catching_up",
        CacheIndexPhase.Rebuilding => "rebuilding",
        _ => "closed",
    };
}
