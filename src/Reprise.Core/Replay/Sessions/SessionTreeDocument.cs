using Reprise.Interactions;

namespace Reprise.Replay.Sessions;

/// <summary>A session with the branches that grow from it.</summary>
public sealed record SessionTreeDocument
{
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }

    /// <summary>The branch whose turns these are, when one was asked for; left out when they are the root's.</summary>
    public string? BranchId { get; init; }

    /// <summary>The turns of what was asked for. A branch begins with those it shares with its origin; a fork of it counts as they are numbered here.</summary>
    public required IReadOnlyList<SessionTurnDocument> Turns { get; init; }

    /// <summary>The tools whose answers are on record.</summary>
    public required IReadOnlyList<string> Tools { get; init; }

    /// <summary>The tools that this server can ask again.</summary>
    public IReadOnlyList<string>? LiveTools { get; init; }

    /// <summary>Everything that grows from the root, oldest first.</summary>
    public required IReadOnlyList<BranchDocument> Branches { get; init; }

    public static SessionTreeDocument Of(SessionTree tree, IReadOnlyList<string> liveTools)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(liveTools);
        var (key, outcomes) = (tree.Root, SessionRebuild.Check(tree.Session));
        return new SessionTreeDocument
        {
            SessionId = key.IsTrace ? null : key.Id,
            TraceId = key.IsTrace ? key.Id : null,
            BranchId = tree.Session.Key == tree.Root ? null : tree.Session.Key.Id,
            Turns = [.. tree.Session.Turns.Select((turn, i) => SessionTurnDocument.Of(turn, outcomes[i]))],
            Tools = tree.Session.Tools.Tools,
            LiveTools = liveTools.Count == 0 ? null : liveTools,
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
