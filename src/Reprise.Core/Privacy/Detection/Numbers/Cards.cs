namespace Reprise.Privacy.Detection.Numbers;

/// <summary>Payment cards: a known prefix with its lengths, Luhn, and a grouping that cards are written in.</summary>
internal static class Cards
{
    public static bool Matches(in NumberRun run)
    {
        var digits = run.Digits;
        if (digits.Length is < 12 or > 19 || !IsCardGrouping(run) || Checks.AllSame(digits)) return false;
        return HasKnownPrefix(digits) && Checks.Luhn(digits);
    }

    private static bool IsCardGrouping(in NumberRun run)
    {
        if (run.IsOneGroup) return true;
        if (run.Separator is not (' ' or '-')) return false;
        if (run.Has([4, 6, 5]) || run.Has([4, 6, 4])) return true;
        foreach (var group in run.Groups[..^1])
        {
            if (group != 4) return false;
        }

        return run.Groups[^1] <= 4 && run.Groups.Length >= 4;
    }

    private static bool HasKnownPrefix(ReadOnlySpan<byte> digits)
    {
        var length = digits.Length;
        var two = Checks.Two(digits, 0);
        var four = two * 100 + Checks.Two(digits, 2);
        return digits[0] switch
        {
            4 => length is 13 or 16 or 18 or 19,
            5 => two is >= 51 and <= 55 ? length == 16 : (two is 50 or 56 or 57 or 58) && length is >= 12 and <= 19,
            6 => two is 60 or 64 or 65 ? length is 16 or 19 : two == 62 ? length is >= 16 and <= 19 : length is >= 12 and <= 19 && two is 61 or 63 or 66 or 67 or 68 or 69,
            3 => two is 34 or 37 ? length == 15 : two is 30 or 36 or 38 or 39 ? length is 14 or 16 or 19 : two == 35 && length is 16 or 19,
            2 => four is >= 2221 and <= 2720 ? length == 16 : four is >= 2200 and <= 2204 ? length is 16 or 19 : four == 2131 && length == 15,
            1 => length == 15 && (four == 1800 || (digits[1] is >= 2 and <= 4 && digits.Count((byte)0) >= 5)),
            9 => two is 97 or 98 && length == 16,
            _ => false,
        };
    }
}
