namespace Reprise.Proof.Verification;

/// <summary>What verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>Nothing was found that should not be.</summary>
    public required bool Clean { get; init; }

    /// <summary>All of them, also those not told.</summary>
    public required long FindingCount { get; init; }
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Entries whose place in the chain was looked at.</summary>
    public required long Entries { get; init; }

    /// <summary>The entry it began at; 0 for all.</summary>
    public required long From { get; init; }
    public required long Interactions { get; init; }
    public required long Facts { get; init; }
    public required long AuditEntries { get; init; }

    /// <summary>Interactions and facts that were removed lawfully, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Removed { get; init; }

    /// <summary>Interactions whose bodies were, by reason.</summary>
    public required IReadOnlyDictionary<string, long> BodiesRemoved { get; init; }

    /// <summary>On record, announced, and not chained yet.</summary>
    public required long Pending { get; init; }

    /// <summary>On record from before the proof began, and not taken over yet.</summary>
    public required long NotAdopted { get; init; }
    public required long Checkpoints { get; init; }

    /// <summary>The last one: its number and when it was signed; null when there is none.</summary>
    public long? LastCheckpoint { get; init; }
    public DateTimeOffset? LastCheckpointAt { get; init; }

    /// <summary>What could not be looked at, such as the end of the chain without the private key.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
