namespace Reprise.Cache.Policies;

/// <summary>The policies there are without anybody saying so.</summary>
public static class CachePresets
{
    public const string DefaultName = "default";

    /// <summary>The policy that logged calls of tools are kept under.</summary>
    public const string ToolsName = "tools";

    public static CachePolicy Default { get; } = new() { Name = DefaultName };

    /// <summary>For answers that must be right: near-identical questions, answers of high quality, half a day.</summary>
    public static CachePolicy Conservative { get; } = new()
    {
        Name = "conservative", MinSimilarity = 0.98, MinQuality = 0.9, AssumedQuality = 0.9, MaxAge = TimeSpan.FromHours(12), AcceptedWrongRate = 0.005,
    };

    /// <summary>For answers that may be off now and then: more variation, a week.</summary>
    public static CachePolicy Aggressive { get; } = new()
    {
        Name = "aggressive", MinSimilarity = 0.85, MinQuality = 0.7, MaxAge = TimeSpan.FromHours(168), AcceptedWrongRate = 0.05,
    };

    /// <summary>
    /// For calls that were logged rather than relayed. Whoever asks says how near and how new an answer must be, so this keeps more; and there is no provider to
    /// check against.
    /// </summary>
    public static CachePolicy Tools { get; } = new() { Name = ToolsName, MinSimilarity = 0.5, MaxAge = TimeSpan.FromDays(30), CheckRate = 0 };

    public static IReadOnlyList<CachePolicy> All { get; } = [Default, Conservative, Aggressive, Tools];

    /// <summary>The preset of that name; null when there is none.</summary>
    public static CachePolicy? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);
}
