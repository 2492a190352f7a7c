using System.Globalization;

namespace Reprise.Mcp.Record;

/// <summary>Times as an assistant writes them.</summary>
internal static class Times
{
    public static DateTimeOffset? Read(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (AgeOf(text.Trim()) is { } age) return Ago(age);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new MistakeException($"{name}: '{Answer.Shortened(text, 60)}' is no time; expected something like 2026-11-20T10:00:00Z, or an age such as 24h or 7d.");
    }

    public static DateTimeOffset Ago(TimeSpan age) => TimeProvider.System.GetUtcNow() - age;

    private static TimeSpan? AgeOf(string text)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 36_500) return null;
        return text[^1] switch { 'm' => TimeSpan.FromMinutes(number), 'h' => TimeSpan.FromHours(number), 'd' => TimeSpan.FromDays(number), 'w' => TimeSpan.FromDays(7 * Math.Min(number, 5_000)), _ => null };
    }
}
