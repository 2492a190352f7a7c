namespace Reprise.Playback;

/// <summary>Which tape to put in, and what for.</summary>
public sealed record TapeDeckOptions
{
    public PlaybackMode Mode { get; init; } = PlaybackMode.Play;

    /// <summary>The tape in memory; null to read <see cref="File"/>.</summary>
    public Tape? Tape { get; init; }

    /// <summary>The tape's file; needed for recording.</summary>
    public string? File { get; init; }

    /// <summary>Whether <see cref="PlaybackMode.Record"/> may write over a tape that is there.</summary>
    public bool Force { get; init; }

    /// <summary>Applied to what is written to a new tape; null for nothing. A tape that is added to says itself what is done.</summary>
    public ITapeRedaction? Redaction { get; init; }
    public PlaybackOptions Matching { get; init; } = new();
}
