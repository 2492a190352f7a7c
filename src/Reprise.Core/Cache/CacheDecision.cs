using Reprise.Cache.Entries;
using Reprise.Cache.Guards;

namespace Reprise.Cache;

/// <summary>What the cache would do with a request, and why.</summary>
public sealed record CacheDecision
{
    public required CacheStatus Status { get; init; }

    /// <summary>What is served; null unless <see cref="Status"/> is a hit of either kind.</summary>
    public CacheEntry? Entry { get; init; }

    /// <summary>Of the entry served, or of the nearest one there was; null when nothing was near. 1 for an exact hit.</summary>
    public double? Similarity { get; init; }

    /// <summary>That the answer is right; null where nothing was judged.</summary>
    public double? Probability { get; init; }

    /// <summary>A word of <see cref="CacheReasons"/> or of a guard; null for a plain hit.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything that was looked at, best first; filled only when asked for.</summary>
    public IReadOnlyList<CacheCandidate> Candidates { get; init; } = [];
}

public enum CacheStatus
{
    /// <summary>Nothing was looked up.</summary>
    Bypass,
    Miss,
    Hit,
    Semantic,
}

/// <summary>One entry that was looked at.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Similarity">Cosine.</param>
/// <param name="Probability">That its answer would be right.</param>
/// <param name="Quality">After decay.</param>
/// <param name="Rank">Quality × similarity, by which the best is chosen.</param>
/// <param name="Guards">Everything that differs.</param>
/// <param name="Reason">Why it is not served; null when it may be.</param>
public sealed record CacheCandidate(CacheEntry Entry, double Similarity, double Probability, double Quality, double Rank, IReadOnlyList<GuardKind> Guards, string? Reason);
