using Reprise.Comparison;
using Reprise.Interactions;

namespace Reprise.Replay.Sessions;

/// <summary>A branch with what its turns answered, held against those of its origin.</summary>
public sealed record BranchView
{
    public required Branch Branch { get; init; }

    /// <summary>The turns that were asked, in order; those before <see cref="Sessions.Branch.ForkTurn"/> are the origin's.</summary>
    public required IReadOnlyList<BranchTurn> Turns { get; init; }

    /// <summary>The first turn of the origin whose answer is another one; null when none is.</summary>
    public int? FirstDivergence { get; init; }

    /// <summary>Turns of the origin that did not come about, since the model answered otherwise before.</summary>
    public IReadOnlyList<int> NotReached { get; init; } = [];

    /// <summary>What of the recorded requests another provider's form has no place for, each thing once.</summary>
    public IEnumerable<string> NotCarried => Turns.SelectMany(static turn => turn.NotCarried).Distinct(StringComparer.Ordinal);

    /// <param name="branch">The branch.</param>
    /// <param name="origin">Where its earlier turns are, as it was when the branch was made.</param>
    /// <param name="calls">Its own calls, oldest first.</param>
    internal static BranchView Of(Branch branch, RecordedSession origin, IReadOnlyList<RecordedInteraction> calls)
    {
        var originals = origin.Turns.ToDictionary(static turn => turn.Recorded.Interaction.Id);
        var turns = new List<BranchTurn>();
        var last = branch.ForkTurn;
        foreach (var call in BranchRecord.Turns(calls))
        {
            var original = call.Interaction.Replay?.Of is { } id ? originals.GetValueOrDefault(id) : null;
            last = original?.Number ?? last;
            turns.Add(BranchTurn.Of(original, last, call, branch.Similarity));
        }

        var asked = turns.Select(static turn => turn.OriginTurn).ToHashSet();
        return new BranchView
        {
            Branch = branch,
            Turns = turns,
            FirstDivergence = turns.Where(static turn => turn.Difference != AnswerDifference.None).Select(static turn => (int?)turn.Turn).FirstOrDefault(),
            NotReached = branch.State == BranchState.Completed ? [.. origin.Turns.Where(turn => turn.Number >= branch.ForkTurn && turn.TriedAgainAs is null && !asked.Contains(turn.Number)).Select(static turn => turn.Number)] : [],
        };
    }
}

/// <summary>One turn of a branch beside the recorded one.</summary>
public sealed record BranchTurn
{
    /// <summary>The recorded turn it repeats, or behind which it came.</summary>
    public required int Turn { get; init; }

    /// <summary>The recorded turn it repeats; null for one that the origin does not have.</summary>
    public int? OriginTurn { get; init; }
    public InteractionId? OriginalId { get; init; }
    public required InteractionId ReplayId { get; init; }

    /// <summary>In what the answer differs. A turn the origin does not have differs by its tool calls or its words, as they come.</summary>
    public required AnswerDifference Difference { get; init; }

    /// <summary>Words in common over words of both answers, 0 to 1; null where there is no recorded one.</summary>
    public double? ResponseSimilarity { get; init; }

    /// <summary>Whether the request is the recorded one, byte for byte.</summary>
    public required bool SameRequest { get; init; }

    /// <summary>The tool answers that are new in its request.</summary>
    public IReadOnlyList<UsedToolAnswer> Tools { get; init; } = [];

    /// <summary>What of the recorded request was left behind, since the provider asked has no place for it.</summary>
    public IReadOnlyList<string> NotCarried { get; init; } = [];
    public required Change<string> Status { get; init; }
    public required Change<string> FinishReason { get; init; }
    public required Change<long?> LatencyMs { get; init; }
    public required Change<long?> PromptTokens { get; init; }
    public required Change<long?> CompletionTokens { get; init; }
    public required Change<decimal?> CostUsd { get; init; }

    /// <summary>How either answer begins, shortened.</summary>
    public required Change<string> Preview { get; init; }

    internal static BranchTurn Of(SessionTurn? original, int place, RecordedInteraction replay, double similarity)
    {
        var (before, after) = (original?.Recorded.Interaction, replay.Interaction);
        return new BranchTurn
        {
            Turn = place,
            OriginTurn = original?.Number,
            OriginalId = before?.Id,
            ReplayId = after.Id,
            Difference = original is null
                ? SessionTurn.AnswerOf(replay).ToolCalls.Count > 0 ? AnswerDifference.ToolCalls : AnswerDifference.Text
                : AnswerJudge.Compare(original.Recorded, replay, similarity),
            ResponseSimilarity = original is null ? null : WordOverlap.Of(AnswerJudge.TextOf(original.Answer), AnswerJudge.TextOf(SessionTurn.AnswerOf(replay))),
            SameRequest = before?.InputHash is { } hash && hash == after.InputHash,
            Tools = BranchMetadata.Read(after.Metadata),
            NotCarried = BranchMetadata.ReadNotCarried(after.Metadata),
            Status = new(before is null ? null : Words.Of(before.Status), Words.Of(after.Status)),
            FinishReason = new(before?.FinishReason, after.FinishReason),
            LatencyMs = new(before?.LatencyMs, after.LatencyMs),
            PromptTokens = new(before?.Usage?.PromptTokens, after.Usage?.PromptTokens),
            CompletionTokens = new(before?.Usage?.CompletionTokens, after.Usage?.CompletionTokens),
            CostUsd = new(before?.CostUsd, after.CostUsd),
            Preview = new(before?.ContentPreview, after.ContentPreview),
        };
    }
}
