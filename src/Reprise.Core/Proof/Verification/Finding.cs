namespace Reprise.Proof.Verification;

/// <summary>One thing that is not as it was recorded.</summary>
public sealed record Finding
{
    /// <summary>
    /// <c>altered</c>, <c>removed</c>, <c>inserted</c>, <c>moved</c>, <c>duplicated</c>, <c>returned</c> (removed lawfully, and there again), <c>reordered</c>,
    /// <c>truncated</c>, <c>forged</c>, <c>rolled_back</c>, <c>unreadable</c> or <c>damaged</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary><c>interaction</c>, <c>fact</c>, <c>audit</c>, <c>entry</c>, <c>checkpoint</c>, <c>head</c>, <c>tree</c>, <c>announcement</c> or <c>project</c>.</summary>
    public required string What { get; init; }
    public string? Project { get; init; }

    /// <summary>Of the interaction, fact or audit entry.</summary>
    public string? Id { get; init; }
    public long? Sequence { get; init; }
    public long? Checkpoint { get; init; }

    /// <summary>In a sentence, without content.</summary>
    public required string Text { get; init; }
}
