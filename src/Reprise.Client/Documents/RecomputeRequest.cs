namespace Reprise.Client.Documents;

/// <summary>Which interactions to price again.</summary>
public sealed record RecomputeRequest
{
    /// <summary>In the filter language; null for all.</summary>
    public string? Q { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Count what would change, and change nothing.</summary>
    public bool DryRun { get; init; }
}
