namespace Reprise.Replay;

/// <summary>What came of a replay that was sent once or several times.</summary>
/// <param name="Request">What was sent, or would be.</param>
/// <param name="Original">The call that was repeated.</param>
/// <param name="Results">One for each time, in order; empty when nothing was sent.</param>
public sealed record ReplayOutcome(ReplayRequest Request, ReplayedCall Original, IReadOnlyList<ReplayResult> Results)
{
    /// <summary>Of several results; null for less than two.</summary>
    public ReplaySummary? Summary { get; } = Results.Count < 2 ? null : ReplaySummary.Of(Results);
}
