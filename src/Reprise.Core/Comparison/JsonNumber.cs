using System.Globalization;

namespace Reprise.Comparison;

/// <summary>Numbers of JSON by value, of any length: 1, 1.0 and 10e-1 are equal, and 0.1 with a thirtieth digit more is not.</summary>
internal static class JsonNumber
{
    public static bool AreEqual(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        one.SequenceEqual(other) || Read(one) is { } first && Read(other) is { } second && first == second;

    /// <summary>Sign, digits without zeros at either end, and the power of ten of the last digit; null where the power has no end.</summary>
    private static (bool Negative, string Digits, long Exponent)? Read(ReadOnlySpan<char> number)
    {
        var negative = number.StartsWith("-");
        if (negative) number = number[1..];
        long exponent = 0;
        if (number.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            if (!long.TryParse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > long.MaxValue / 2) return null;
            number = number[..e];
        }

        var point = number.IndexOf('.');
        var digits = point < 0 ? number.ToString() : string.Concat(number[..point], number[(point + 1)..]);
        if (point >= 0) exponent -= number.Length - point - 1;
        var kept = digits.TrimEnd('0');
        exponent += digits.Length - kept.Length;
        kept = kept.TrimStart('0');
        return kept.Length == 0 ? (false, "", 0) : (negative, kept, exponent);
    }
}
