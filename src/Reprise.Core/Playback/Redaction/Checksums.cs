namespace Reprise.Playback.Redaction;

/// <summary>Tells real numbers from those that only look like one. Each gives how much of a text is the number, or 0.</summary>
internal static class Checksums
{
    /// <summary>Lengths by country (ISO 13616); others are taken at any length from 15.</summary>
    private const string IbanLengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27TN24TR26UA29VA22VG24XK20";

    public static int Iban(string text)
    {
        var letters = text.Where(char.IsLetterOrDigit).ToArray();
        var at = IbanLengths.IndexOf(new string(letters, 0, 2), StringComparison.Ordinal);
        var length = at >= 0 && at % 4 == 0 ? int.Parse(IbanLengths.AsSpan(at + 2, 2), System.Globalization.CultureInfo.InvariantCulture) : letters.Length;
        if (length < 15 || letters.Length < length) return 0;
        var remainder = 0;
        for (var i = 0; i < length; i++)
        {
            var c = letters[(i + 4) % length];
            remainder = char.IsDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder == 1 ? UpTo(text, length) : 0;
    }

    /// <summary>Luhn, and the beginning of a network's numbers with the length it gives them.</summary>
    public static int Card(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(static c => c - '0').ToArray();
        if (!IsNetwork(digits) || digits.Distinct().Count() < 2) return 0;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i];
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0 ? text.Length : 0;
    }

    public static int Phone(string text) => text.Count(char.IsAsciiDigit) is >= 8 and <= 15 && text.Count(static c => c == '(') == text.Count(static c => c == ')') ? text.Length : 0;

    /// <summary>Letters and digits mixed as in a key and not as in a word, and not a name in a program.</summary>
    public static bool LooksRandom(string text)
    {
        var digits = text.Count(char.IsAsciiDigit);
        if (digits == 0 || digits == text.Length || text.Contains("..", StringComparison.Ordinal)) return false;
        var bits = text.GroupBy(static c => c).Sum(group => -(double)group.Count() / text.Length * Math.Log2((double)group.Count() / text.Length));
        return bits >= 3.3 && digits >= 2;
    }

    private static bool IsNetwork(int[] d)
    {
        if (d.Length < 12) return false;
        var four = (d[0] * 1000) + (d[1] * 100) + (d[2] * 10) + d[3];
        return d.Length switch
        {
            13 or 19 => d[0] == 4 || (d.Length == 19 && (four / 100 is 62 or 65 || four == 6011)),
            14 => four / 100 is 36 or 38 or 39 || four / 10 is >= 300 and <= 305,
            15 => four / 100 is 34 or 37,
            16 => d[0] == 4 || four / 100 is (>= 51 and <= 55) or 65 or 62 or 35 or 60 || four is >= 2221 and <= 2720 || four / 10 is >= 644 and <= 649 || four / 100 is 50 or (>= 56 and <= 58) or 63 or 67,
            12 => four / 100 is 50 or 67,
            _ => false,
        };
    }

    /// <summary>Where the n-th letter or digit ends.</summary>
    private static int UpTo(string text, int count)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsLetterOrDigit(text[i]) && --count == 0) return i + 1;
        return text.Length;
    }
}
