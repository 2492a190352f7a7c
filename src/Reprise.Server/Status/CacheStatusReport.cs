using Reprise.Cache.Checks;
using Reprise.Cache.Entries;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Embeddings;
using Reprise.Server.Cache;
using Reprise.Server.Cache.Embedders;

namespace Reprise.Server.Status;

/// <summary>Puts the state of the cache together.</summary>
internal sealed class CacheStatusReport(
    CacheOpening opening, CacheIndex index, CacheEntryCounts entries, CacheCounters counters, AnswerMemory memory, CacheFill fill, ShadowChecks checks, CachePolicies policies, IEmbedder embedder,
    ISecondOpinion? opinion = null)
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
            Embedder = new EmbedderStatusDocument { Name = embedder.Identity.Name, State = embedder is GuardedEmbedder { IsPaused: true } ? "paused" : "ready" },
            SecondOpinion = opinion is SecondOpinion second
                ? new SecondOpinionStatusDocument { Name = second.Identity.Name, Asked = second.Asked, Embedded = second.Embedded, Undecided = second.Undecided, Late = second.Late }
                : null,
            StricterPolicies = checks.Policies.Count(IsStricter),
        };
    }

    private bool IsStricter(CheckedPolicy policy) =>
        policies.Find(policy.Project, policy.Policy) is { } found && found.Generation == policy.Generation
        && checks.Estimate(policy, found.Policy.AcceptedWrongRate) is var estimate && estimate.RequiredProbability > estimate.RequiredAtFirst;

    private static string WordOf(CacheIndexPhase phase) => phase switch
    {
        CacheIndexPhase.Ready => "ready",
        CacheIndexPhase.CatchingUp => "catching_up",
        CacheIndexPhase.Rebuilding => "rebuilding",
        _ => "closed",
    };
}
