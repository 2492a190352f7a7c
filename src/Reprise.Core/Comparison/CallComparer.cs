using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Comparison;

/// <summary>Compares two recorded calls, of one dialect or of two. Never throws on any bytes; safe for any number of threads.</summary>
public static class CallComparer
{
    /// <param name="original">The first.</param>
    /// <param name="replay">The second.</param>
    /// <param name="embedder">
    /// For the similarity of meaning; the one that comes with the house when left out. One that does not answer at once, such as one that is asked over the network, is
    /// not waited for.
    /// </param>
    public static CallComparison Compare(RecordedInteraction original, RecordedInteraction replay, IEmbedder? embedder = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(replay);
        var (one, other) = (new CallSide(original), new CallSide(replay));
        var asked = RequestComparison.Of(one, other);
        var (before, after) = (one.Text ?? "", other.Text ?? "");
        var tools = ToolCallComparison.Between(one.Answer.ToolCalls, other.Answer.ToolCalls);
        var toolsEqual = tools.All(call => call.Equal);
        var (jsonEqual, differences) = CompareJson(before, after);
        return new CallComparison
        {
            PromptSimilarity = asked.PromptSimilarity,
            PromptModified = asked.PromptModified,
            SystemModified = asked.SystemModified,
            ParamsModified = asked.ParamsModified,
            ModelModified = !string.Equals(one.Model, other.Model, StringComparison.Ordinal),
            ResponseSimilarity = one.HasAnswer && other.HasAnswer
                ? WordOverlap.Of(before, after)
                : WordOverlap.Of(one.Interaction.ContentPreview, other.Interaction.ContentPreview),
            EmbeddingSimilarity = AnswerVectors.Similarity(before, after, embedder ?? StaticEmbedder.Shared),
            JsonEqual = jsonEqual,
            JsonDifferences = differences,
            ToolCalls = tools,
            ToolCallsEqual = toolsEqual,
            Same = toolsEqual && (jsonEqual ?? string.Equals(before, after, StringComparison.Ordinal)) && EndedAlike(one, other),
            FinishReason = new Change<string>(one.FinishReason, other.FinishReason),
            Status = new Change<string>(Words.Of(one.Interaction.Status), Words.Of(other.Interaction.Status)),
            LatencyMs = new Change<long?>(one.Interaction.LatencyMs, other.Interaction.LatencyMs),
            TtftMs = new Change<long?>(one.Interaction.TtftMs, other.Interaction.TtftMs),
            PromptTokens = new Change<long?>(one.Interaction.Usage?.PromptTokens, other.Interaction.Usage?.PromptTokens),
            CompletionTokens = new Change<long?>(one.Interaction.Usage?.CompletionTokens, other.Interaction.Usage?.CompletionTokens),
            CostUsd = new Change<decimal?>(one.Interaction.CostUsd, other.Interaction.CostUsd),
            WordDiff = TextDiff.Words(before, after),
            LineDiff = TextDiff.Lines(before, after),
        };
    }

    private static (bool? Equal, IReadOnlyList<JsonDifference> Differences) CompareJson(string original, string replay)
    {
        using var one = JsonAnswer.Find(original);
        using var other = one is null ? null : JsonAnswer.Find(replay);
        if (one is null || other is null) return (null, []);
        var differences = JsonDifferences.Between(one.RootElement, other.RootElement);
        return (differences.Count == 0, differences);
    }

    /// <summary>Both answered or both failed, in the same way and for the same reason, and nothing is missing that could say otherwise.</summary>
    private static bool EndedAlike(CallSide one, CallSide other)
    {
        if (one.IsSuccess != other.IsSuccess || !one.HasWholeAnswer || !other.HasWholeAnswer) return false;
        if (!one.IsSuccess) return one.Interaction.HttpStatus == other.Interaction.HttpStatus;

        // An answer of which the dialect makes nothing is compared by its bytes.
        if (one.Text is null && other.Text is null && one.Answer.ToolCalls.Count == 0 && !one.HasSameBytes(other)) return false;
        return one.Interaction.Dialect == other.Interaction.Dialect
            ? one.FinishReason == other.FinishReason
            : FinishReasons.Plain(one.FinishReason) == FinishReasons.Plain(other.FinishReason);
    }
}
