using Reprise.Privacy.Detection.Numbers;

namespace Reprise.Privacy.Detection.Codes;

/// <summary>The checks of identity numbers that have letters.</summary>
internal static class CodeChecks
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string FinnishCheck = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    public static bool EsNif(int number, char letter) => SpanishLetters[number % 23] == letter;

    public static bool EsNie(in CodeText code) => EsNif((code.Code[0] - 'X') * 10_000_000 + code.Number(1, 7), code.Code[8]);

    public static bool SgNric(in CodeText code)
    {
        if (code.Code[0] is not ('S' or 'T' or 'F' or 'G' or 'M')) return false;
        ReadOnlySpan<byte> weights = [2, 7, 6, 5, 4, 3, 2];
        var sum = code.Code[0] is 'T' or 'G' ? 4 : code.Code[0] is 'M' ? 3 : 0;
        for (var i = 0; i < weights.Length; i++) sum += weights[i] * code.Digit(i + 1);
        var letters = code.Code[0] switch
        {
            'S' or 'T' => "JZIHGFEDCBA",
            'F' or 'G' => "XWUTRQPNMLK",
            _ => "KLJNPQRTUWX",
        };
        return letters[code.Code[0] is 'M' ? 10 - sum % 11 : sum % 11] == code.Code[8];
    }

    /// <summary>Six digits of birth, a sign of the century, three digits and a check; the sign is a letter, or a hyphen or plus that was taken for a separator.</summary>
    public static bool FiHetu(in CodeText code)
    {
        var body = code.Code.Length - 10;
        var sign = body == 1 ? code.Code[6] : code.Text.Length == 11 ? code.Text[6] : '\0';
        if (sign is not ('-' or '+') && sign is not ((>= 'A' and <= 'F') or (>= 'U' and <= 'Y'))) return false;
        for (var i = 0; i < code.Code.Length - 1; i++)
        {
            if (!char.IsAsciiDigit(code.Code[i]) && !(body == 1 && i == 6)) return false;
        }

        var serial = code.Number(6 + body, 3);
        if (serial < 2 || !Checks.IsDay(code.Number(2, 2), code.Number(0, 2))) return false;
        return FinnishCheck[(int)((code.Number(0, 6) * 1000L + serial) % 31)] == code.Code[^1];
    }

    /// <summary>The American Medicare number: places of letters and digits are fixed, and six letters are never used.</summary>
    public static bool UsMbi(in CodeText code)
    {
        const string form = "9A*9A*9AA99";
        if (code.Code[0] is '0' || code.Groups is not (1 or 3)) return false;
        for (var i = 0; i < form.Length; i++)
        {
            var character = code.Code[i];
            if (form[i] is '9' ? !char.IsAsciiDigit(character) : form[i] is 'A' && !char.IsAsciiLetter(character)) return false;
            if (character is 'S' or 'L' or 'O' or 'I' or 'B' or 'Z') return false;
        }

        return true;
    }

    public static bool DeSocialSecurity(in CodeText code)
    {
        if (!Checks.IsDay(code.Number(4, 2), code.Number(2, 2) is var day && day > 50 ? day - 50 : day)) return false;
        ReadOnlySpan<byte> weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
        Span<byte> digits = stackalloc byte[13];
        Spread(code.Code[..8], code.Code[8], code.Code[9..], digits);
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += CrossSum(digits[i] * weights[i]);
        return sum % 10 == digits[12];
    }

    public static bool DeHealthInsurance(in CodeText code)
    {
        Span<byte> digits = stackalloc byte[11];
        Spread([], code.Code[0], code.Code[1..], digits);
        var sum = 0;
        for (var i = 0; i < 10; i++) sum += CrossSum(digits[i] * (i % 2 + 1));
        return sum % 10 == digits[10];
    }

    public static bool UkNino(in CodeText code)
    {
        var first = code.Code[0];
        var second = code.Code[1];
        if (first is 'D' or 'F' or 'I' or 'Q' or 'U' or 'V' || second is 'D' or 'F' or 'I' or 'O' or 'Q' or 'U' or 'V') return false;
        return code.Code[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ") && code.Code[8] is >= 'A' and <= 'D';
    }

    /// <summary>Five places of the surname filled up with 9, a year, month and day that are interleaved, initials, and a check that is not public.</summary>
    public static bool UkLicence(in CodeText code)
    {
        if (code.Groups > 1 || !char.IsAsciiLetter(code.Code[0])) return false;
        for (var i = 1; i < 5; i++)
        {
            if (!char.IsAsciiLetter(code.Code[i]) && code.Code[i] is not '9') return false;
        }

        for (var i = 5; i < 11; i++)
        {
            if (!char.IsAsciiDigit(code.Code[i])) return false;
        }

        var month = code.Number(6, 2) is var value && value > 50 ? value - 50 : value;
        return Checks.IsDay(month, code.Number(8, 2)) && (char.IsAsciiLetter(code.Code[11]) || code.Code[11] is '9') && char.IsAsciiLetter(code.Code[14]) && char.IsAsciiLetter(code.Code[15]);
    }

    /// <summary>A month by its letter and a day, which is 40 more for women. The check letter is not asked for: many samples in use have it wrong.</summary>
    public static bool ItFiscalCode(in CodeText code) => code.Code[8] is 'A' or 'B' or 'C' or 'D' or 'E' or 'H' or 'L' or 'M' or 'P' or 'R' or 'S' or 'T' && code.Number(9, 2) is (>= 1 and <= 31) or (>= 41 and <= 71);

    public static bool CnResident(in CodeText code)
    {
        ReadOnlySpan<byte> weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!char.IsAsciiDigit(code.Code[i])) return false;
            sum += weights[i] * code.Digit(i);
        }

        return code.Number(6, 2) is 18 or 19 or 20 && Checks.IsDay(code.Number(10, 2), code.Number(12, 2)) && "10X98765432"[sum % 11] == code.Code[17];
    }

    /// <summary>Year, month and day from a place on.</summary>
    public static bool IsDay(in CodeText code, int monthAt) => Checks.IsDay(code.Number(monthAt, 2), code.Number(monthAt + 2, 2));

    /// <summary>ICAO 9303: weights 7, 3, 1, letters count from 10.</summary>
    public static bool TravelDocument(in CodeText code)
    {
        if (!char.IsAsciiLetter(code.Code[0]) || !char.IsAsciiDigit(code.Code[8])) return false;
        ReadOnlySpan<byte> weights = [7, 3, 1];
        var sum = 0;
        for (var i = 0; i < 8; i++) sum += weights[i % 3] * (char.IsAsciiDigit(code.Code[i]) ? code.Digit(i) : code.Code[i] - 'A' + 10);
        return sum % 10 == code.Digit(8);
    }

    /// <summary>Digits with a letter among them as its place in the alphabet, in two digits.</summary>
    private static void Spread(ReadOnlySpan<char> before, char letter, ReadOnlySpan<char> after, Span<byte> digits)
    {
        var at = 0;
        foreach (var character in before) digits[at++] = (byte)(character - '0');
        digits[at++] = (byte)((letter - 'A' + 1) / 10);
        digits[at++] = (byte)((letter - 'A' + 1) % 10);
        foreach (var character in after) digits[at++] = (byte)(character - '0');
    }

    private static int CrossSum(int value) => value / 10 + value % 10;
}
