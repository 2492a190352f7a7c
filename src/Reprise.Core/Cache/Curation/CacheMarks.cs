using Reprise.Interactions;

namespace Reprise.Cache.Curation;

/// <summary>
/// What people and checks said of a cached answer, as facts about the interaction that holds it: every server on one record sees them, and so does a cache that is
/// made again.
/// </summary>
/// <param name="IsEvicted">Must not be given again.</param>
/// <param name="IsPinned">Given whatever its age, before all others.</param>
/// <param name="Content">Text to give instead of the recorded one; null for the recorded one.</param>
/// <param name="Quality">Its latest quality score; null when nobody has judged it later.</param>
public readonly record struct CacheMarks(bool IsEvicted, bool IsPinned, string? Content, double? Quality)
{
    /// <summary>The label whose value is <see cref="Evicted"/> or <see cref="Pinned"/>.</summary>
    public const string Label = "cache";
    public const string Evicted = "evicted";
    public const string Pinned = "pinned";

    /// <summary>The correction whose text is given instead of the answer.</summary>
    public const string ContentCorrection = "content";

    public const string QualityScore = "quality_score";

    /// <summary>Whether a fact can change what the cache gives.</summary>
    public static bool Concerns(Fact fact) => fact is { Kind: FactKind.Label, Name: Label } or { Kind: FactKind.Correction, Name: ContentCorrection } or { Kind: FactKind.Evaluation, Name: QualityScore };

    /// <param name="facts">All facts about the interaction, oldest first.</param>
    public static CacheMarks Of(IReadOnlyList<Fact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Count == 0) return default;
        var fold = FactFold.Of(facts);
        var label = fold.Labels.GetValueOrDefault(Label);
        var content = facts.LastOrDefault(static fact => fact is { Kind: FactKind.Correction, Name: ContentCorrection })?.Text;
        return new CacheMarks(label == Evicted, label == Pinned, content, fold.Quality);
    }
}
