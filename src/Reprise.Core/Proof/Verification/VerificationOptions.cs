namespace Reprise.Proof.Verification;

/// <summary>What to verify, and against what.</summary>
public sealed record VerificationOptions
{
    /// <summary>Only entries chained from then on, and what was recorded since; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>A checkpoint that was kept elsewhere: shows whether everything here is an older copy.</summary>
    public ExportedCheckpoint? Checkpoint { get; init; }

    /// <summary>The key that checkpoints must be signed with, PEM; null for that of the exported checkpoint, or of the key file.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Findings that are told; more are counted.</summary>
    public int MostFindings { get; init; } = 1000;
}

/// <param name="Phase"><c>chain</c>, <c>interactions</c>, <c>audit</c> or <c>missing</c>.</param>
/// <param name="Done">Looked at in this phase.</param>
/// <param name="Entries">Entries of the proof.</param>
public sealed record VerificationProgress(string Phase, long Done, long Entries);
