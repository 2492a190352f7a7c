using Reprise.Interactions;

namespace Reprise.Replay.Sessions;

/// <summary>A session with the branches that grow from it.</summary>
public sealed record SessionTreeDocument
{
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public required IReadOnlyList<SessionTurnDocument> Turns { get; init; }

    /// <summary>The tools whose answers are on record.</summary>
    public required IReadOnlyList<string> Tools { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<BranchDocument> Branches { get; init; }

    public static SessionTreeDocument Of(SessionTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var (key, outcomes) = (tree.Session.Key, SessionRebuild.Check(tree.Session));
        return new SessionTreeDocument
        {
            SessionId = key.IsTrace ? null : key.Id,
            TraceId = key.IsTrace ? key.Id : null,
            Turns = [.. tree.Session.Turns.Select((turn, i) => SessionTurnDocument.Of(turn, outcomes[i]))],
            Tools = tree.Session.Tools.Tools,
            Branches = [.. tree.Branches.Select(BranchDocument.Of)],
        };
    }
}

/// <summary>One recorded turn.</summary>
public sealed record SessionTurnDocument
{
    public required int Turn { get; init; }
    public required string InteractionId { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required string Status { get; init; }
    public string? Model { get; init; }

    /// <summary>The turn it continues; left out for a first one, and where the client rewrote what was said.</summary>
    public int? Continues { get; init; }

    /// <summary>How well its request follows from what was before it: first, bytes, value or differs.</summary>
    public required string Rebuilt { get; init; }
    public string? Prompt { get; init; }
    public string? Response { get; init; }

    /// <summary>The tools its answer calls.</summary>
    public IReadOnlyList<string>? ToolCalls { get; init; }

    internal static SessionTurnDocument Of(SessionTurn turn, RebuildOutcome outcome)
    {
        var i = turn.Recorded.Interaction;
        return new SessionTurnDocument
        {
            Turn = turn.Number,
            InteractionId = i.Id.ToString(),
            Timestamp = i.Timestamp,
            Status = Words.Of(i.Status),
            Model = i.Model,
            Continues = turn.Parent?.Number,
            Rebuilt = outcome switch { RebuildOutcome.Bytes => "bytes", RebuildOutcome.Value => "value", RebuildOutcome.Differs => "differs", _ => "first" },
            Prompt = i.PromptPreview,
            Response = i.ContentPreview,
            ToolCalls = turn.Answer.ToolCalls.Count == 0 ? null : [.. turn.Answer.ToolCalls.Select(static call => call.Name)],
        };
    }
}
