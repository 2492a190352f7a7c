using Reprise.Proof;
using Reprise.Proof.Verification;

namespace Reprise.Client.Documents;

/// <summary>What to verify.</summary>
public sealed record VerificationRequest
{
    /// <summary>Only what was recorded from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>A checkpoint that was exported.</summary>
    public ExportedCheckpoint? Checkpoint { get; init; }
}

/// <summary>A line of a verification: one of the two.</summary>
public sealed record VerificationLine
{
    public VerificationProgress? Progress { get; init; }
    public VerificationReport? Report { get; init; }
}
