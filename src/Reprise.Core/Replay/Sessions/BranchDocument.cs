namespace Reprise.Replay.Sessions;

/// <summary>A branch of a session: what it does, how far it got, and how its turns compare with those it repeats.</summary>
public sealed record BranchDocument
{
    public required string BranchId { get; init; }
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public string? ParentBranch { get; init; }
    public required int ForkTurn { get; init; }

    /// <summary>How many turns its origin has.</summary>
    public required int OriginTurns { get; init; }

    /// <summary>pinned or free.</summary>
    public required string Mode { get; init; }
    public SessionChangesDocument? Changes { get; init; }
    public IReadOnlyList<string>? LiveTools { get; init; }
    public double? Similarity { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>running, completed, stopped or interrupted.</summary>
    public required string State { get; init; }

    /// <summary>Why it could not go on.</summary>
    public BranchStopDocument? Stop { get; init; }

    /// <summary>The first turn of the origin that is answered otherwise; left out while none is.</summary>
    public int? FirstDivergence { get; init; }

    /// <summary>How many of its turns differ.</summary>
    public required int Diverged { get; init; }

    /// <summary>Turns of the origin that did not come about.</summary>
    public IReadOnlyList<int>? NotReached { get; init; }

    /// <summary>What of the recorded requests the provider asked has no place for; left out when all was sent.</summary>
    public IReadOnlyList<string>? NotCarried { get; init; }
    public required IReadOnlyList<BranchTurnDocument> Turns { get; init; }

    public static BranchDocument Of(BranchView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var branch = view.Branch;
        return new BranchDocument
        {
            BranchId = branch.BranchId,
            SessionId = branch.SessionId,
            TraceId = branch.TraceId,
            ParentBranch = branch.ParentBranch,
            ForkTurn = branch.ForkTurn,
            OriginTurns = branch.OriginTurns,
            Mode = ModeOf(branch),
            Changes = SessionChangesDocument.Of(branch.Changes),
            LiveTools = branch.LiveTools.Count == 0 ? null : branch.LiveTools,
            Similarity = branch.Similarity < 1 ? branch.Similarity : null,
            CreatedAt = branch.CreatedAt,
            State = StateOf(branch),
            Stop = branch.Stop is { } stop ? new BranchStopDocument { Code = stop.Code, Message = stop.Message, StillWorks = stop.StillWorks, Turn = stop.Turn } : null,
            FirstDivergence = view.FirstDivergence,
            Diverged = view.Turns.Count(static turn => turn.Difference != AnswerDifference.None),
            NotReached = view.NotReached.Count == 0 ? null : view.NotReached,
            NotCarried = view.NotCarried.ToArray() is { Length: > 0 } lost ? lost : null,
            Turns = [.. view.Turns.Select(BranchTurnDocument.Of)],
        };
    }

    internal static string ModeOf(Branch branch) => branch.Mode == BranchMode.Free ? "free" : "pinned";

    internal static string StateOf(Branch branch) =>
        branch.State switch { BranchState.Completed => "completed", BranchState.Stopped => "stopped", BranchState.Interrupted => "interrupted", _ => "running" };
}

/// <summary>Why a branch could not go on.</summary>
public sealed record BranchStopDocument
{
    public required string Code { get; init; }
    public required string Message { get; init; }
    public required IReadOnlyList<string> StillWorks { get; init; }
    public int? Turn { get; init; }
}

/// <summary>One turn of a branch beside the one it repeats.</summary>
public sealed record BranchTurnDocument
{
    /// <summary>The turn it repeats, or behind which it came.</summary>
    public required int Turn { get; init; }

    /// <summary>The interaction it repeats; left out for a turn that the origin does not have.</summary>
    public string? OriginalId { get; init; }
    public required string ReplayId { get; init; }
    public required bool Diverged { get; init; }

    /// <summary>status, tool_calls, json or text; left out when the answer is the recorded one.</summary>
    public string? Difference { get; init; }

    /// <summary>Words in common over words of both answers.</summary>
    public double? ResponseSimilarity { get; init; }

    /// <summary>Whether the request is the recorded one, byte for byte.</summary>
    public required bool SameRequest { get; init; }
    public required TextChangeDocument Status { get; init; }
    public required TextChangeDocument FinishReason { get; init; }
    public required NumberChangeDocument LatencyMs { get; init; }
    public required NumberChangeDocument PromptTokens { get; init; }
    public required NumberChangeDocument CompletionTokens { get; init; }
    public required MoneyChangeDocument CostUsd { get; init; }

    /// <summary>How either answer begins.</summary>
    public required TextChangeDocument Preview { get; init; }

    /// <summary>The tool answers that are new in its request.</summary>
    public IReadOnlyList<UsedToolDocument>? Tools { get; init; }

    /// <summary>What of the recorded request was left behind.</summary>
    public IReadOnlyList<string>? NotCarried { get; init; }

    internal static BranchTurnDocument Of(BranchTurn turn) => new()
    {
        Turn = turn.Turn,
        OriginalId = turn.OriginalId?.ToString(),
        ReplayId = turn.ReplayId.ToString(),
        Diverged = turn.Difference != AnswerDifference.None,
        Difference = turn.Difference switch { AnswerDifference.Status => "status", AnswerDifference.ToolCalls => "tool_calls", AnswerDifference.Json => "json", AnswerDifference.Text => "text", _ => null },
        ResponseSimilarity = turn.ResponseSimilarity,
        SameRequest = turn.SameRequest,
        Status = new TextChangeDocument(turn.Status.Original, turn.Status.Replay),
        FinishReason = new TextChangeDocument(turn.FinishReason.Original, turn.FinishReason.Replay),
        LatencyMs = new NumberChangeDocument(turn.LatencyMs.Original, turn.LatencyMs.Replay),
        PromptTokens = new NumberChangeDocument(turn.PromptTokens.Original, turn.PromptTokens.Replay),
        CompletionTokens = new NumberChangeDocument(turn.CompletionTokens.Original, turn.CompletionTokens.Replay),
        CostUsd = new MoneyChangeDocument(turn.CostUsd.Original, turn.CostUsd.Replay),
        Preview = new TextChangeDocument(turn.Preview.Original, turn.Preview.Replay),
        NotCarried = turn.NotCarried.Count == 0 ? null : turn.NotCarried,
        Tools = turn.Tools.Count == 0 ? null : [.. turn.Tools.Select(static tool => new UsedToolDocument
        {
            Tool = tool.Tool,
            From = tool.From switch { ToolAnswerSource.Live => "live", ToolAnswerSource.Given => "given", _ => "recorded" },
        })],
    };
}

/// <summary>Where the answer of a tool came from.</summary>
public sealed record UsedToolDocument
{
    public required string Tool { get; init; }

    /// <summary>recorded, live or given.</summary>
    public required string From { get; init; }
}
