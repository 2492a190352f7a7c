namespace Reprise.Replay.Sessions;

/// <summary>What to replay of a session, and how.</summary>
public sealed record BranchRequest
{
    public BranchMode Mode { get; init; } = BranchMode.Pinned;

    /// <summary>The first turn to ask again, from 1; those before are the recorded ones.</summary>
    public int FromTurn { get; init; } = 1;

    /// <summary>What is different from there on. A new prompt and new documents are for that one turn.</summary>
    public ReplayChanges Changes { get; init; } = ReplayChanges.None;

    /// <summary>Tools to ask again.</summary>
    public IReadOnlyList<string> LiveTools { get; init; } = [];

    /// <summary>Answers by tool, for calls that are not on record.</summary>
    public IReadOnlyDictionary<string, string> ToolAnswers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>0 to 1: from which similarity of words on an answer counts as the recorded one.</summary>
    public double Similarity { get; init; } = 1;

    /// <summary>A key for the provider, where the server has none. Kept in memory while the branch is at work, and nowhere else.</summary>
    public string? Credential { get; init; }
}
