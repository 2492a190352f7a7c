namespace Reprise.Cache.Policies;

/// <summary>The words that stand for what a policy says wherever they leave the process.</summary>
public static class CacheWords
{
    public static IReadOnlyList<string> Modes { get; } = ["off", "shadow", "serve"];
    public static IReadOnlyList<string> Matchings { get; } = ["exact", "semantic"];
    public static IReadOnlyList<string> Sharings { get; } = ["project", "user", "session", "credential"];
    public static IReadOnlyList<string> Uses { get; } = ["asked", "always", "never"];

    /// <summary>As a record's <c>cache</c> says it.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["bypass", "miss", "hit", "semantic"];

    public static string Of(CacheMode mode) => Modes[(int)mode];

    public static string Of(CacheMatching matching) => Matchings[(int)matching];

    public static string Of(CacheSharing sharing) => Sharings[(int)sharing];

    public static string Of(CacheParticipation use) => Uses[(int)use];

    public static string Of(CacheStatus status) => Statuses[(int)status];

    public static CacheMode? ReadMode(string? word) => Place(Modes, word) is { } place ? (CacheMode)place : null;

    public static CacheMatching? ReadMatching(string? word) => Place(Matchings, word) is { } place ? (CacheMatching)place : null;

    public static CacheSharing? ReadSharing(string? word) => Place(Sharings, word) is { } place ? (CacheSharing)place : null;

    public static CacheParticipation? ReadUse(string? word) => Place(Uses, word) is { } place ? (CacheParticipation)place : null;

    private static int? Place(IReadOnlyList<string> words, string? word)
    {
        for (var i = 0; i < words.Count; i++)
            if (string.Equals(words[i], word, StringComparison.OrdinalIgnoreCase)) return i;
        return null;
    }
}
