using System.Globalization;

namespace Reprise.Store;

/// <summary>Numbers as people write them in filters: <c>2000</c>, <c>1.5e3</c>, <c>10k</c>, and for milliseconds also <c>2s</c> or <c>5m</c>.</summary>
internal static class FilterNumber
{
    public static double? Read(FilterField field, string text)
    {
        var factor = 1.0;
        var digits = text.AsSpan();
        foreach (var (suffix, value) in field.Name.EndsWith("_ms", StringComparison.Ordinal) ? s_times : s_counts)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            factor = value;
            digits = digits[..^suffix.Length];
            break;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(digits, Style, CultureInfo.InvariantCulture, out var number)) return null;
        number *= factor;
        return double.IsFinite(number) ? number : null;
    }

    private static readonly (string Suffix, double Factor)[] s_times = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
    private static readonly (string Suffix, double Factor)[] s_counts = [("k", 1000), ("M", 1_000_000)];
}
