using System.Globalization;

namespace Reprise.Cli.Output;

/// <summary>Numbers and times as people read them. Times are UTC, as in the record.</summary>
internal static class Format
{
    public const string Unknown = "–";

    public static string Count(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Cost(decimal? usd) => usd switch
    {
        null => Unknown,
        0 => "$0",
        > 0 and < 0.0000005m => "<$0.000001",
        < 0.01m => string.Create(CultureInfo.InvariantCulture, $"${usd:0.000000}"),
        < 100m => string.Create(CultureInfo.InvariantCulture, $"${usd:0.0000}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"${usd:N2}"),
    };

    public static string Milliseconds(long? value) => value switch
    {
        null => Unknown,
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{value} ms"),
        < 60_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000.0:0.00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 60_000.0:0.0} min"),
    };

    public static string Bytes(long value) => value switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{value} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / 1024.0:0.0} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / (1024.0 * 1024):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / (1024.0 * 1024 * 1024):0.0} GiB"),
    };

    public static string Time(DateTimeOffset? value) => value?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? Unknown;

    public static string TimeOfDay(DateTimeOffset value) => value.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Share(long part, long whole) =>
        whole == 0 ? Unknown : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");
}
