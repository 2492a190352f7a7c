namespace Reprise.Privacy.Detection.Numbers;

/// <summary>The form and the check digits of each country's numbers, for digits of the right count.</summary>
internal static class NationalChecks
{
    public static bool UsSsn(ReadOnlySpan<byte> d)
    {
        var area = (int)Checks.Value(d[..3]);

        // 078-05-1120 and 219-09-9999 stood on printed samples; 123-45-6789 is everybody's example.
        return area is not (0 or 666) && area < 900 && Checks.Two(d, 3) != 0 && Checks.Value(d[5..]) != 0 && Checks.Value(d) is not (78051120 or 219099999 or 123456789);
    }

    public static bool UsItin(ReadOnlySpan<byte> d) => d[0] == 9 && Checks.Two(d, 3) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99) && Checks.Value(d[5..]) != 0;

    public static bool CaSin(ReadOnlySpan<byte> d) => d[0] is not (0 or 8) && Checks.Luhn(d);

    public static bool AuTfn(ReadOnlySpan<byte> d) => Checks.Weighted(d, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0;

    public static bool AuAcn(ReadOnlySpan<byte> d) => (10 - Checks.Weighted(d, [8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10 == d[8];

    public static bool AuAbn(ReadOnlySpan<byte> d) => (Checks.Weighted(d, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0;

    public static bool AuMedicare(ReadOnlySpan<byte> d) => d[0] is >= 2 and <= 6 && Checks.Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == d[8];

    public static bool NlBsn(ReadOnlySpan<byte> d) => Checks.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0;

    public static bool PtNif(ReadOnlySpan<byte> d)
    {
        var rest = Checks.Weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return d[0] is 1 or 2 or 3 or 5 && (rest < 2 ? 0 : 11 - rest) == d[8];
    }

    public static bool UkNhs(ReadOnlySpan<byte> d)
    {
        var check = 11 - Checks.Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return (check == 11 ? 0 : check) == d[9];
    }

    /// <summary>Ten digits, or twelve with the century.</summary>
    public static bool SePersonnummer(ReadOnlySpan<byte> d)
    {
        if (d.Length == 12)
        {
            if (Checks.Two(d, 0) is not (18 or 19 or 20) || !Checks.IsDay((int)Checks.Value(d[..4]), Checks.Two(d, 4), CoordinationDay(d[2..]))) return false;
            d = d[2..];
        }

        return Checks.IsDay(Checks.Two(d, 2), CoordinationDay(d)) && Checks.Luhn(d);
    }

    /// <summary>One whose check, 0 to 30, is a digit; the others are codes with a letter.</summary>
    public static bool FiHetu(ReadOnlySpan<byte> d) => Checks.IsDay(Checks.Two(d, 2), Checks.Two(d, 0)) && Checks.Value(d[..9]) % 31 == d[9];

    public static bool DkCpr(ReadOnlySpan<byte> d) => Checks.IsDay(Checks.Two(d, 2), Checks.Two(d, 0));

    public static bool PlPesel(ReadOnlySpan<byte> d)
    {
        var month = Checks.Two(d, 2) % 20;
        return Checks.Two(d, 2) < 93 && Checks.IsDay(month, Checks.Two(d, 4)) && (10 - Checks.Weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10 == d[10];
    }

    public static bool TrKimlik(ReadOnlySpan<byte> d)
    {
        if (d[0] == 0) return false;
        var odd = d[0] + d[2] + d[4] + d[6] + d[8];
        var even = d[1] + d[3] + d[5] + d[7];
        return (((odd * 7 - even) % 10) + 10) % 10 == d[9] && (odd + even + d[9]) % 10 == d[10];
    }

    public static bool NoFodselsnummer(ReadOnlySpan<byte> d) =>
        Checks.IsDay(Checks.Two(d, 2) % 40, Checks.Two(d, 0) % 40) && Checks.Weighted(d, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0 && Checks.Weighted(d, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0;

    /// <summary>The check is ISO 7064; of the first ten digits one stands twice or three times, and no more.</summary>
    public static bool DeTaxId(ReadOnlySpan<byte> d)
    {
        if (d[0] == 0) return false;
        var most = 0;
        for (byte digit = 0; digit < 10; digit++) most = Math.Max(most, d[..10].Count(digit));
        return most <= 3 && Checks.Mod11By10(d);
    }

    public static bool BrCpf(ReadOnlySpan<byte> d) =>
        Checks.Weighted(d, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == d[9] && Checks.Weighted(d, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == d[10];

    public static bool BrCnpj(ReadOnlySpan<byte> d) =>
        BrDigit(Checks.Weighted(d, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == d[12] && BrDigit(Checks.Weighted(d, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == d[13];

    public static bool BeNational(ReadOnlySpan<byte> d)
    {
        var month = Checks.Two(d, 2) % 20;
        if (month > 12 || Checks.Two(d, 4) > 31) return false;
        var body = Checks.Value(d[..9]);
        var check = Checks.Value(d[9..]);
        return 97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check;
    }

    public static bool InAadhaar(ReadOnlySpan<byte> d) => d[0] >= 2 && Checks.Verhoeff(d);

    public static bool KrRrn(ReadOnlySpan<byte> d) => d[6] is >= 1 and <= 8 && Checks.IsDay((d[6] is 1 or 2 or 5 or 6 ? 1900 : 2000) + Checks.Two(d, 0), Checks.Two(d, 2), Checks.Two(d, 4));

    public static bool ThId(ReadOnlySpan<byte> d) => d[0] is >= 1 and <= 8 && (11 - Checks.Weighted(d, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == d[12];

    public static bool ZaId(ReadOnlySpan<byte> d) => Checks.IsDay(Checks.Two(d, 2), Checks.Two(d, 4)) && d[10] < 3 && Checks.Luhn(d);

    public static bool FrInsee(ReadOnlySpan<byte> d) =>
        d[0] is 1 or 2 or 3 or 4 or 7 or 8 && Checks.Two(d, 3) is (>= 1 and <= 12) or (>= 20 and <= 42) or >= 50 && 97 - Checks.Value(d[..13]) % 97 == Checks.Value(d[13..]);

    public static bool CnResident(ReadOnlySpan<byte> d) =>
        Checks.Two(d, 6) is 18 or 19 or 20 && Checks.IsDay(Checks.Two(d, 10), Checks.Two(d, 12)) && (12 - Checks.Weighted(d, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11) % 11 == d[17];

    /// <summary>Numbers for people who are not registered have 60 added to the day.</summary>
    private static int CoordinationDay(ReadOnlySpan<byte> d) => Checks.Two(d, 4) is var day && day > 60 ? day - 60 : day;

    private static int BrDigit(int sum) => sum % 11 is var rest && rest < 2 ? 0 : 11 - rest;
}
