namespace Reprise.Proof;

/// <summary>How the proof is doing.</summary>
public sealed record ProofStatus
{
    public required bool Healthy { get; init; }

    /// <summary>What is wrong, when it is not healthy.</summary>
    public string? Message { get; init; }

    /// <summary>Entries.</summary>
    public required long Entries { get; init; }

    /// <summary>The number of the last checkpoint; 0 when there is none yet.</summary>
    public required long Checkpoint { get; init; }

    /// <summary>Entries that checkpoint holds.</summary>
    public required long CheckpointEntries { get; init; }

    /// <summary>Stored, and waiting to be chained.</summary>
    public required long Queued { get; init; }

    /// <summary>Announced, and not known yet whether they were stored.</summary>
    public required long Doubtful { get; init; }

    /// <summary>Stored since the start and not to be chained: the proof could not be written for too long.</summary>
    public required long Unproven { get; init; }

    /// <summary>What was on record before the proof began is being taken over.</summary>
    public required bool Adopting { get; init; }
}
