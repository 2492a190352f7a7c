using System.Globalization;

namespace Reprise.Comparison;

/// <summary>Numbers of JSON by value, of any length: 1, 1.0 and 10e-1 are equal, and 0.1 with a thirtieth digit more is not. Never throws.</summary>
internal static class JsonNumber
{
    /// <summary>A power of ten beyond this is not calculated with; digits, of which there are fewer than two billion, cannot carry one within it over the edge.</summary>
    private const long MostExponent = long.MaxValue / 4;

    /// <summary>Zeros that are written out before a power of ten is.</summary>
    private const int MostZeros = 20;

    public static bool AreEqual(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        one.SequenceEqual(other) || Read(one) is { } first && Read(other) is { } second && first == second;

    /// <summary>One way of writing for equal numbers; as it is written where it is beyond calculation.</summary>
    public static string Canonical(string number)
    {
        if (Read(number) is not var (negative, digits, exponent)) return number;
        if (digits.Length == 0) return "0";
        var sign = negative ? "-" : "";
        if (exponent is >= 0 and <= MostZeros) return sign + digits + new string('0', (int)exponent);
        if (exponent < 0 && -exponent < digits.Length) return $"{sign}{digits.AsSpan(0, digits.Length + (int)exponent)}.{digits.AsSpan(digits.Length + (int)exponent)}";
        if (exponent < 0 && -exponent - digits.Length <= MostZeros) return $"{sign}0.{new string('0', (int)(-exponent - digits.Length))}{digits}";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}e{exponent}");
    }

    /// <summary>Sign, digits without zeros at either end, and the power of ten of the last digit; null where the power has no end.</summary>
    private static (bool Negative, string Digits, long Exponent)? Read(ReadOnlySpan<char> number)
    {
        var negative = number.StartsWith("-");
        if (negative) number = number[1..];
        var e = number.IndexOfAny('e', 'E');
        var power = e < 0 ? "0" : number[(e + 1)..];
        if (e >= 0) number = number[..e];

        var point = number.IndexOf('.');
        var digits = point < 0 ? number.ToString() : string.Concat(number[..point], number[(point + 1)..]);
        var kept = digits.TrimEnd('0');
        var zeros = digits.Length - kept.Length;
        kept = kept.TrimStart('0');
        if (kept.Length == 0) return (false, "", 0);
        if (!long.TryParse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || exponent is < -MostExponent or > MostExponent) return null;
        return (negative, kept, exponent + zeros - (point < 0 ? 0 : number.Length - point - 1));
    }
}
