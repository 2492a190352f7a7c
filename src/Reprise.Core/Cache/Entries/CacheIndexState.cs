namespace Reprise.Cache.Entries;

/// <summary>How far the vectors are behind the entries.</summary>
/// <param name="Phase">What is going on.</param>
/// <param name="Done">Entries seen so far; while <see cref="CacheIndexPhase.Ready"/> all of them.</param>
/// <param name="Total">Entries there are.</param>
/// <param name="Why">What made the vectors be made again, or keeps them from it; null when all is well. For people.</param>
public sealed record CacheIndexState(CacheIndexPhase Phase, long Done, long Total, string? Why);

public enum CacheIndexPhase
{
    /// <summary>Not opened yet, or closed again.</summary>
    Closed,

    /// <summary>Every entry that can have a vector has one.</summary>
    Ready,

    /// <summary>Some of the latest entries have no vector yet; exact lookups find them.</summary>
    CatchingUp,

    /// <summary>All vectors are made anew. Exact lookups find everything, semantic ones what has been made so far.</summary>
    Rebuilding,
}
