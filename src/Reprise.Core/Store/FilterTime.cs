using System.Globalization;

namespace Reprise.Store;

/// <summary>Times as people write them in filters: <c>24h</c> ago, a date, or a date with a time (UTC unless it says otherwise).</summary>
internal static class FilterTime
{
    public const string Expected = "a time is a span back from now such as 24h or 7d, or a date such as 2026-01-31 or 2026-01-31T08:30:00Z";

    private static readonly string[] s_formats =
    [
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK",
    ];

    /// <summary>The moment; for a bare date the whole day, first moment to the next day's first. Null when it is no time.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? Read(string text, DateTimeOffset now)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Style, out var day))
            return day.UtcDateTime.Date == DateTime.MaxValue.Date ? (day, day) : (day, day.AddDays(1));
        if (DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, Style, out var moment)) return (moment, moment);
        if (text == "now") return (now, now);
        return Span(text) is { } span && now.UtcTicks > span.Ticks ? (now - span, now - span) : null;
    }

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    private static TimeSpan? Span(string text)
    {
        if (text.Length is < 2 or > 8) return null;
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' when count < 100_000 => TimeSpan.FromDays(count),
            'w' when count < 10_000 => TimeSpan.FromDays(7.0 * count),
            _ => null,
        };
    }
}
