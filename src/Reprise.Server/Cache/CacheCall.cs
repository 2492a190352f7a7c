using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Keys;
using Reprise.Interactions;
using Reprise.Server.Gateway;

namespace Reprise.Server.Cache;

/// <summary>A relayed call that takes part in the cache: what it asks, under which policy, and what became of it.</summary>
/// <param name="Http">The client's.</param>
/// <param name="Call">The call on its way.</param>
/// <param name="Question">Key and policy.</param>
/// <param name="Answer">In what form the client wants its answer.</param>
/// <param name="Wish">What its headers say.</param>
internal sealed record CacheCall(HttpContext Http, RelayedCall Call, CacheQuestion Question, AnswerWish Answer, CacheWish Wish)
{
    public CacheKey Key => Question.Key;

    public InteractionId Id => Call.Captured.Id;

    /// <summary>Says on the record and to the client what the cache did.</summary>
    public void Tell(CacheOutcome outcome) => CacheHeaders.Tell(Http, Call, outcome);

    public CacheOutcome Outcome(string status, CacheDecision? decision, string? reason) => new()
    {
        Status = status,
        Similarity = decision?.Similarity is { } similarity ? Math.Round(similarity, 4) : null,
        SourceInteractionId = decision?.Entry?.Source,
        Policy = Question.Policy.Name,
        Reason = reason,
    };
}
