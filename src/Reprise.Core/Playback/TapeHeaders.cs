using Reprise.Interactions;

namespace Reprise.Playback;

/// <summary>Headers of answers as a tape keeps them.</summary>
internal static class TapeHeaders
{
    /// <summary>On record: the provider that was asked, where a fallback answered for it.</summary>
    public const string Asked = "reprise-asked";
    public const string Location = "location";

    /// <summary>Whose account it was is nobody's business who reads the tests.</summary>
    private static readonly string[] s_accounts = ["openai-organization", "openai-project", "anthropic-organization-id"];

    /// <summary>Without those that name the account and those of our own.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. headers.Where(static h => !s_accounts.Contains(h.Key, StringComparer.OrdinalIgnoreCase) && !h.Key.StartsWith("reprise-", StringComparison.OrdinalIgnoreCase))];

    /// <summary>With where an answer leads, credentials taken out of it: without it a client could not follow.</summary>
    /// <param name="headers">Those worth keeping.</param>
    /// <param name="location">As it came; null or empty when there was none.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> With(IReadOnlyList<KeyValuePair<string, string>> headers, string? location)
    {
        if (string.IsNullOrEmpty(location)) return headers;
        var at = location.IndexOf('?', StringComparison.Ordinal);
        return [.. headers, new(Location, at < 0 ? location : location[..at] + TapeQuery.WithoutCredentials(location[at..]))];
    }

    /// <summary>The provider that was asked, when another answered.</summary>
    public static string? AskedOf(IReadOnlyList<KeyValuePair<string, string>> headers) => headers.FirstOrDefault(static h => h.Key == Asked).Value;
}
