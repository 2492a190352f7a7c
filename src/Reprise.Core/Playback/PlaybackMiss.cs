using Reprise.Comparison;

namespace Reprise.Playback;

/// <summary>Why a request has no recording. Holds little of what was recorded, shortened and visible.</summary>
public sealed record PlaybackMiss
{
    public required MissReason Reason { get; init; }
    public required string Method { get; init; }

    /// <summary>As it was asked, shortened.</summary>
    public required string Path { get; init; }
    public required string Provider { get; init; }
    public required string Lane { get; init; }

    /// <summary>The recording most like it; null when there is none to compare.</summary>
    public TapeEntry? Nearest { get; init; }

    /// <summary>How alike they are, 0 to 1.</summary>
    public double Similarity { get; init; }

    /// <summary>Where the two differ, <see cref="JsonDifference.Original"/> as recorded and <see cref="JsonDifference.Replay"/> as asked; the first few.</summary>
    public IReadOnlyList<JsonDifference> Differences { get; init; } = [];

    /// <summary>Differences there are beside those.</summary>
    public int MoreDifferences { get; init; }

    /// <summary>In words, over several lines.</summary>
    public required string Message { get; init; }
}

public enum MissReason
{
    /// <summary>Nothing like it was recorded.</summary>
    NotRecorded,

    /// <summary>All its recordings have been played.</summary>
    PlayedOut,

    /// <summary>The lane's recording goes on with another request.</summary>
    OutOfOrder,

    /// <summary>The lane's recording is over.</summary>
    LaneOver,
}
