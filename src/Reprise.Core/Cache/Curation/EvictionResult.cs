namespace Reprise.Cache.Curation;

/// <summary>What an eviction did, or would do.</summary>
public sealed record EvictionResult
{
    public required bool DryRun { get; init; }

    /// <summary>Interactions whose answers are not given any more.</summary>
    public required long Evicted { get; init; }

    /// <summary>Whether nothing is left to do; else the same request goes on.</summary>
    public required bool Complete { get; init; }

    /// <summary>The generation that begins, where everything kept so far was left behind at once; null otherwise.</summary>
    public long? Generation { get; init; }
}
