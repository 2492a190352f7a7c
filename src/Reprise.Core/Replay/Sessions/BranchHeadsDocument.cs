namespace Reprise.Replay.Sessions;

/// <summary>Which branches grow from a session, told without reading any call.</summary>
public sealed record BranchHeadsDocument
{
    public required int Count { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<BranchHeadDocument> Branches { get; init; }

    /// <summary>The tools that this server can ask again.</summary>
    public IReadOnlyList<string>? LiveTools { get; init; }

    public static BranchHeadsDocument Of(IReadOnlyList<Branch> branches, IReadOnlyList<string> liveTools)
    {
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(liveTools);
        return new BranchHeadsDocument { Count = branches.Count, Branches = [.. branches.Select(BranchHeadDocument.Of)], LiveTools = liveTools.Count == 0 ? null : liveTools };
    }
}

/// <summary>A branch without its turns.</summary>
public sealed record BranchHeadDocument
{
    public required string BranchId { get; init; }
    public string? ParentBranch { get; init; }

    /// <summary>The first turn that is asked again.</summary>
    public required int ForkTurn { get; init; }

    /// <summary>pinned or free.</summary>
    public required string Mode { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>running, completed, stopped or interrupted.</summary>
    public required string State { get; init; }

    internal static BranchHeadDocument Of(Branch branch) => new()
    {
        BranchId = branch.BranchId,
        ParentBranch = branch.ParentBranch,
        ForkTurn = branch.ForkTurn,
        Mode = BranchDocument.ModeOf(branch),
        CreatedAt = branch.CreatedAt,
        State = BranchDocument.StateOf(branch),
    };
}
