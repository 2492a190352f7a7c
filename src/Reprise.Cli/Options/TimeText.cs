using System.Globalization;

namespace Reprise.Cli.Options;

/// <summary>Times as people type them.</summary>
internal static class TimeText
{
    /// <summary>Reads a date, a date and time (UTC where no zone is given), or how long ago. Null when it is none of these.</summary>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        if (ReadAge(text) is { } age) return age <= now - DateTimeOffset.UnixEpoch ? now - age : null;
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (text.Length < 8 || !char.IsAsciiDigit(text[0])) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var time) ? time : null;
    }

    private static TimeSpan? ReadAge(string text)
    {
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        if (number > 1_000_000_000) return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' when number < 1_000_000 => TimeSpan.FromDays(number),
            'w' when number < 100_000 => TimeSpan.FromDays(number * 7),
            _ => null,
        };
    }
}
