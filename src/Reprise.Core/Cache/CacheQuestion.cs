using Reprise.Cache.Keys;
using Reprise.Cache.Policies;

namespace Reprise.Cache;

/// <summary>What is asked of the cache.</summary>
public sealed record CacheQuestion
{
    public required string Project { get; init; }
    public required CacheKey Key { get; init; }
    public required CachePolicy Policy { get; init; }

    /// <summary>As part of the key; a policy of another generation is watched anew.</summary>
    public long Generation { get; init; }

    /// <summary>What the request asks beyond the policy; null for nothing.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Whether every candidate is wanted, with all guards that fire.</summary>
    public bool Explain { get; init; }
}
