using System.Text;

namespace Reprise.Cache.Entries;

/// <summary>What all keepers of entries keep alike.</summary>
internal static class CacheEntryRules
{
    /// <summary>An entry as it is given back.</summary>
    public static CacheEntry Kept(CacheEntry entry, long number)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentException.ThrowIfNullOrEmpty(entry.Project, nameof(entry));
        ArgumentException.ThrowIfNullOrEmpty(entry.Policy, nameof(entry));
        return entry with
        {
            Number = number,
            Timestamp = Kept(entry.Timestamp),
            Expires = Kept(entry.Expires),
            Quality = Kept(entry.Quality),
            Text = entry.Text is { } text ? Kept(text) : null,
        };
    }

    public static DateTimeOffset? Kept(DateTimeOffset? time) => time is { } value ? Kept(value) : null;

    public static double? Kept(double? quality) => quality is { } value && double.IsFinite(value) ? value : null;

    private static DateTimeOffset Kept(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static string Kept(string text)
    {
        foreach (var unit in text)
        {
            if (char.IsSurrogate(unit)) return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }

        return text;
    }
}
