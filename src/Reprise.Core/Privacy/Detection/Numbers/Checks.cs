namespace Reprise.Privacy.Detection.Numbers;

/// <summary>The arithmetic of check digits. Digits are values from 0 to 9.</summary>
internal static class Checks
{
    private static readonly byte[][] DihedralProduct =
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];

    private static readonly byte[][] VerhoeffTurn =
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2], [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1], [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];

    public static bool Luhn(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)];
            if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    public static bool Verhoeff(ReadOnlySpan<byte> digits)
    {
        byte check = 0;
        for (var i = 0; i < digits.Length; i++) check = DihedralProduct[check][VerhoeffTurn[i % 8][digits[^(i + 1)]]];
        return check == 0;
    }

    /// <summary>ISO 7064, MOD 11,10.</summary>
    public static bool Mod11By10(ReadOnlySpan<byte> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1];
    }

    public static int Weighted(ReadOnlySpan<byte> digits, ReadOnlySpan<sbyte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += digits[i] * weights[i];
        return sum;
    }

    public static bool AllSame(ReadOnlySpan<byte> digits) => !digits.ContainsAnyExcept(digits[0]);

    public static long Value(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (var digit in digits) value = value * 10 + digit;
        return value;
    }

    public static int Two(ReadOnlySpan<byte> digits, int at) => digits[at] * 10 + digits[at + 1];

    /// <summary>Whether month and day may stand together, in some year.</summary>
    public static bool IsDay(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= (month == 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    public static bool IsDay(int year, int month, int day) => IsDay(month, day) && (month != 2 || day < 29 || DateTime.IsLeapYear(year));
}
