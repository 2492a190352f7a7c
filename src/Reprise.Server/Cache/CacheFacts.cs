using Reprise.Interactions;

namespace Reprise.Server.Cache;

/// <summary>What the facts about an interaction say of its answer in the cache.</summary>
internal readonly record struct CacheFacts(bool IsEvicted, bool IsPinned, double? Quality, string? EditedContent)
{
    /// <summary>The label whose value is <c>evicted</c> or <c>pinned</c>.</summary>
    public const string Label = "cache";
    public const string Evicted = "evicted";
    public const string Pinned = "pinned";

    /// <summary>The correction whose text is given instead of the recorded one.</summary>
    public const string Content = "content";

    public static CacheFacts Of(RecordedInteraction record)
    {
        var fold = FactFold.Of(record.Facts);
        fold.Labels.TryGetValue(Label, out var label);
        var edited = record.Facts.LastOrDefault(static fact => fact is { Kind: FactKind.Correction, Name: Content })?.Text;
        return new CacheFacts(label == Evicted, label == Pinned, fold.Quality ?? record.Interaction.QualityScore, edited);
    }

    /// <summary>Whether a fact can change what the cache gives.</summary>
    public static bool Concerns(Fact fact) => fact switch
    {
        { Kind: FactKind.Label, Name: Label } => true,
        { Kind: FactKind.Correction, Name: Content } => true,
        { Kind: FactKind.Evaluation, Name: QualityScore } => true,
        _ => false,
    };

    private const string QualityScore = "quality_score";
}
