using System.Buffers;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>The sections of a document that come from columns, facts and metadata.</summary>
internal static class Sections
{
    private static readonly string[] s_namedScores = ["relevance_score", "quality_score", "security_score"];

    public static MetricsDocument? Metrics(Interaction i, FoldedFacts facts)
    {
        var cost = facts.CostUsd ?? i.CostUsd;
        if (i.Usage is null && i.LatencyMs is null && i.TtftMs is null && i.EmbeddingTimeMs is null && i.RetrievalTimeMs is null && i.LlmTimeMs is null
            && cost is null && i.SavedCostUsd is null) return null;
        return new MetricsDocument
        {
            PromptTokens = i.Usage?.PromptTokens,
            CompletionTokens = i.Usage?.CompletionTokens,
            TotalTokens = i.Usage?.TotalTokens,
            CachedTokens = i.Usage?.CachedTokens,
            CacheWriteTokens = i.Usage?.CacheWriteTokens,
            ReasoningTokens = i.Usage?.ReasoningTokens,
            CacheWriteHourTokens = i.Usage?.CacheWriteHourTokens,
            PromptAudioTokens = i.Usage?.PromptAudioTokens,
            CachedAudioTokens = i.Usage?.CachedAudioTokens,
            CompletionAudioTokens = i.Usage?.CompletionAudioTokens,
            PromptImageTokens = i.Usage?.PromptImageTokens,
            CompletionImageTokens = i.Usage?.CompletionImageTokens,
            ToolPromptTokens = i.Usage?.ToolPromptTokens,
            WebSearches = i.Usage?.WebSearches,
            Estimated = i.Usage is { Estimated: true } ? true : null,
            LatencyMs = i.LatencyMs,
            TtftMs = i.TtftMs,
            EmbeddingTimeMs = i.EmbeddingTimeMs,
            RetrievalTimeMs = i.RetrievalTimeMs,
            LlmTimeMs = i.LlmTimeMs,
            TotalCostUsd = cost,
            SavedCostUsd = i.SavedCostUsd,
            PriceVersion = facts.CostFact is { } corrected ? corrected.Text : i.PriceVersion,
        };
    }

    public static CacheDocument? Cache(CacheOutcome? cache) => cache is null ? null : new CacheDocument
    {
        Status = cache.Status,
        Similarity = cache.Similarity,
        SourceInteractionId = cache.SourceInteractionId?.ToString(),
        Policy = cache.Policy,
        Reason = cache.Reason,
    };

    public static ReplayDocument? Replay(ReplayOrigin? replay) => replay is null ? null : new ReplayDocument { Of = replay.Of?.ToString(), Run = replay.Run };

    /// <summary>Headers by name; several of one name are one, as HTTP has it.</summary>
    public static IReadOnlyDictionary<string, string>? Headers(IReadOnlyList<KeyValuePair<string, string>> headers) => headers.Count == 0
        ? null
        : headers.GroupBy(h => h.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => string.Join(", ", same.Select(h => h.Value)), StringComparer.Ordinal);

    /// <summary>The named scores run from 0 to 1; a score of that name on another scale stands among the others.</summary>
    public static EvaluationDocument? Evaluation(FoldedFacts facts)
    {
        var scores = facts.Fold.Scores;
        if (scores.Count == 0 && !facts.IsFlagKnown) return null;
        var others = scores.Where(score => !s_namedScores.Contains(score.Key) || score.Value is < 0 or > 1).ToDictionary(StringComparer.Ordinal);
        return new EvaluationDocument
        {
            RelevanceScore = Named("relevance_score"),
            QualityScore = Named("quality_score"),
            SecurityScore = Named("security_score"),
            Flagged = facts.IsFlagKnown ? facts.Fold.Flagged : null,
            FlagReason = facts.Fold.FlagReason,
            Scores = others.Count == 0 ? null : others,
        };

        double? Named(string name) => scores.TryGetValue(name, out var value) && value is >= 0 and <= 1 ? value : null;
    }

    public static FeedbackDocument? Feedback(FoldedFacts facts)
    {
        var latest = facts.Comment is { } comment && facts.Fold.Feedback is { } rated && comment.Timestamp > rated.Timestamp ? comment : facts.Fold.Feedback ?? facts.Comment;
        return latest is null ? null : new FeedbackDocument
        {
            Rating = facts.Fold.Rating,
            Comment = facts.Comment?.Text,
            Author = latest.Author,
            Timestamp = latest.Timestamp,
        };
    }

    /// <summary>The object less some members; null when nothing is left.</summary>
    public static JsonElement? Without(JsonElement? json, params ReadOnlySpan<string> names)
    {
        if (json is not { } element) return null;
        var hidden = false;
        foreach (var name in names) hidden |= element.TryGetProperty(name, out _);
        if (!hidden) return element;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in element.EnumerateObject())
            {
                if (!names.Contains(property.Name)) property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return RecordJson.Find(buffer.WrittenMemory) is { } rest && rest.EnumerateObject().Any() ? rest : null;
    }
}
