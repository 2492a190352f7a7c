using System.Globalization;

namespace Reprise.Privacy.Redaction;

/// <summary>Makes numbers right again whose digits were changed.</summary>
internal static class Checksums
{
    /// <summary>Sets the last digit so that Luhn holds. The characters between digits stay.</summary>
    public static void FixLuhn(Span<char> text)
    {
        var last = -1;
        var (sum, position) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            if (last < 0)
            {
                last = i;
                position++;
                continue;
            }

            var digit = text[i] - '0';
            if (position++ % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        if (last >= 0) text[last] = (char)('0' + ((10 - (sum % 10)) % 10));
    }

    /// <summary>Sets the two check digits behind the country (ISO 7064, mod 97-10).</summary>
    public static void FixIban(Span<char> text)
    {
        var places = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (char.IsAsciiLetterOrDigit(text[i])) places.Add(i);
        if (places.Count < 5) return;
        (text[places[2]], text[places[3]]) = ('0', '0');
        var remainder = 0;
        for (var i = 0; i < places.Count; i++)
        {
            var c = char.ToUpperInvariant(text[places[(i + 4) % places.Count]]);
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        var check = (98 - remainder).ToString("00", CultureInfo.InvariantCulture);
        (text[places[2]], text[places[3]]) = (check[0], check[1]);
    }
}
