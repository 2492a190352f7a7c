namespace Reprise.Playback;

/// <summary>What has been played so far.</summary>
public sealed record PlaybackSummary
{
    public required int Entries { get; init; }
    public required long Exact { get; init; }
    public required long Normalised { get; init; }
    public required long Ordered { get; init; }
    public required long Misses { get; init; }

    /// <summary>Entries that nobody asked for, in recorded order.</summary>
    public required IReadOnlyList<TapeEntry> Unused { get; init; }

    /// <summary>The latest misses, oldest first; <see cref="Misses"/> counts all.</summary>
    public required IReadOnlyList<PlaybackMiss> LatestMisses { get; init; }
}
