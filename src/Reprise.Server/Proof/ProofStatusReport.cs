using Reprise.Proof;

namespace Reprise.Server.Proof;

/// <summary>How the proof is doing; says so too where it is off.</summary>
internal sealed class ProofStatusReport(ProofLog? log)
{
    public ProofStatusDocument Make()
    {
        if (log is null) return new ProofStatusDocument { Enabled = false, Healthy = true, Entries = 0, Checkpoint = 0, CheckpointEntries = 0, Queued = 0, Doubtful = 0, Unproven = 0, Adopting = false };
        var status = log.Status;
        return new ProofStatusDocument
        {
            Enabled = true,
            Healthy = status.Healthy,
            Message = status.Message,
            Entries = status.Entries,
            Checkpoint = status.Checkpoint,
            CheckpointEntries = status.CheckpointEntries,
            Queued = status.Queued,
            Doubtful = status.Doubtful,
            Unproven = status.Unproven,
            Adopting = status.Adopting,
        };
    }
}

/// <summary>How the proof is doing.</summary>
internal sealed record ProofStatusDocument
{
    public required bool Enabled { get; init; }
    public required bool Healthy { get; init; }

    /// <summary>What is wrong, when it is not healthy.</summary>
    public string? Message { get; init; }
    public required long Entries { get; init; }

    /// <summary>The number of the last checkpoint; 0 when there is none yet.</summary>
    public required long Checkpoint { get; init; }

    /// <summary>Entries that the last checkpoint holds.</summary>
    public required long CheckpointEntries { get; init; }

    /// <summary>Stored, and waiting to be chained.</summary>
    public required long Queued { get; init; }

    /// <summary>Announced, and not known yet whether it was stored.</summary>
    public required long Doubtful { get; init; }

    /// <summary>Stored since the start and never to be chained, since the proof could not be written.</summary>
    public required long Unproven { get; init; }

    /// <summary>What was on record before the proof began is being taken over.</summary>
    public required bool Adopting { get; init; }
}
