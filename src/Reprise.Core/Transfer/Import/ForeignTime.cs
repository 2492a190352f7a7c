using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Transfer.Import;

/// <summary>Times as others write them.</summary>
internal static class ForeignTime
{
    /// <summary>ISO 8601 (without a zone: UTC), or a number since 1970 whose size tells seconds, milliseconds, microseconds and nanoseconds apart.</summary>
    public static DateTimeOffset? Read(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return null;
        var text = value.AsText();
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return OfNumber(number);
        return UtcJsonConverter.TryRead(text, out var time) ? time : null;
    }

    private static DateTimeOffset? OfNumber(decimal number)
    {
        var milliseconds = number switch
        {
            < 0 => -1,
            < 1e11m => number * 1000,
            < 1e14m => number,
            < 1e17m => number / 1000,
            _ => number / 1_000_000,
        };
        return milliseconds is >= 0 and < 253_402_300_800_000m ? DateTimeOffset.UnixEpoch.AddMilliseconds((double)Math.Round(milliseconds, 3)) : null;
    }
}
