using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>Units that a mapping turns into ours: whole milliseconds, US dollars, times.</summary>
internal static class MappingUnits
{
    public static IReadOnlyList<string> Names { get; } = ["s", "ms", "us", "ns", "min", "usd", "usd_cents", "usd_micros", "unix_s", "unix_ms", "unix_us", "unix_ns", "text", "json"];

    /// <summary>The value in our unit. Throws <see cref="ImportException"/> when it has none.</summary>
    public static object Convert(string field, string unit, JsonElement value)
    {
        if (unit == "text") return value.AsText();
        if (unit == "json") return value.ValueKind == JsonValueKind.String ? RecordJson.Find(value.GetString()) ?? throw new ImportException($"{field}: the text is no JSON") : value;
        if (!decimal.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw new ImportException($"{field}: found {RecordFields.Describe(value)} where a number in {unit} was expected");
        try
        {
            return unit switch
            {
                "min" => (object)Whole(number * 60_000),
                "s" => Whole(number * 1000),
                "us" => Whole(number / 1000),
                "ns" => Whole(number / 1_000_000),
                "ms" => Whole(number),
                "usd_cents" => number / 100,
                "usd_micros" => number / 1_000_000,
                "usd" => number,
                "unix_s" => DateTimeOffset.UnixEpoch.AddMilliseconds((double)(number * 1000)),
                "unix_ms" => DateTimeOffset.UnixEpoch.AddMilliseconds((double)number),
                "unix_us" => DateTimeOffset.UnixEpoch.AddMilliseconds((double)(number / 1000)),
                _ => DateTimeOffset.UnixEpoch.AddMilliseconds((double)(number / 1_000_000)),
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new ImportException($"{field}: the number is too large for {unit}", e);
        }
    }

    private static long Whole(decimal number) => (long)Math.Round(number);
}
