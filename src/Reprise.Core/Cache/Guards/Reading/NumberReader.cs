using System.Globalization;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>Reads one number written in digits: 1,000 · 3.5 · 1e3 · 10k · 3rd · 1.2.3 · 15:30.</summary>
internal static class NumberReader
{
    private const int LongestNumber = 40;

    /// <returns>Where it ends.</returns>
    public static int Read(ReadOnlySpan<char> text, int at, TokenFlags flags, Scanned into)
    {
        var token = new Token { Start = at, Flags = flags | TokenFlags.Number };
        var end = at;
        Span<char> digits = stackalloc char[LongestNumber];
        var (count, dots) = (0, 0);
        if (at > 0 && text[at - 1] == '-' && (at == 1 || !char.IsLetterOrDigit(text[at - 2]) && text[at - 2] != '-')) digits[count++] = '-';
        while (end < text.Length)
        {
            var c = text[end];
            if (char.IsAsciiDigit(c))
            {
                if (count < LongestNumber) digits[count++] = c;
            }
            else if (c == '.' && Digit(text, end + 1))
            {
                if (count < LongestNumber) digits[count++] = c;
                dots++;
            }
            else if (!(c == ',' && dots == 0 && Digit(text, end + 1) && Digit(text, end + 2) && Digit(text, end + 3) && !Digit(text, end + 4))) break;
            end++;
        }

        var time = dots == 0 && end < text.Length && text[end] == ':' && Digit(text, end + 1) && Digit(text, end + 2) && !Digit(text, end + 3) && end - at <= 2;
        if (time)
        {
            token.Flags |= TokenFlags.Time;
            token.Value = Number(digits[..count]) * 60 + Number(text.Slice(end + 1, 2));
            end += 3;
        }
        else
        {
            end = Ending(text, end, digits, ref count, ref token);
            if (dots > 1) token.Flags |= TokenFlags.Version;
            if (!token.Has(TokenFlags.Version) && dots <= 1) token.Value *= Number(digits[..count]);
        }

        // A long number or a version is what its digits are; another one is its value.
        var exact = token.Has(TokenFlags.Version) || dots > 1 || count > 15 || !double.IsFinite(token.Value);
        token.Key = exact ? KeyOf.Text(digits[..count]) : KeyOf.Number(token.Value);
        if (count == LongestNumber) token.Key = KeyOf.Text(text[at..end]);
        token.Form = KeyOf.Text(text[at..end]);
        token.Currency = Currency(text, at);
        token.Length = end - at;
        into.Add(token);
        return end;
    }

    private static int Ending(ReadOnlySpan<char> text, int end, Span<char> digits, ref int count, ref Token token)
    {
        token.Value = 1;
        if (end >= text.Length) return end;
        var c = (char)(text[end] | 0x20);
        if (c == 'e' && Digit(text, end + 1) && !Letter(text, end + 2))
        {
            var exponent = end + 1;
            while (exponent < text.Length && char.IsAsciiDigit(text[exponent]) && exponent - end < 4) exponent++;
            token.Value = Math.Pow(10, Number(text[(end + 1)..exponent]));
            return exponent;
        }

        if (text[end] == '%') token.Flags |= TokenFlags.Percent;
        if (Letter(text, end + 1) && !Letter(text, end + 2) && char.IsAsciiLetter(text[end]))
        {
            var second = (char)(text[end + 1] | 0x20);
            if ((c, second) is ('s', 't') or ('n', 'd') or ('r', 'd') or ('t', 'h'))
            {
                token.Flags |= TokenFlags.Ordinal;
                return end + 2;
            }
        }

        if (c != 'k' && text[end] is not ('M' or 'B') || Letter(text, end + 1) || Digit(text, end + 1)) return end;
        token.Value = c switch { 'k' => 1e3, 'm' => 1e6, _ => 1e9 };
        return end + 1;
    }

    private static ulong Currency(ReadOnlySpan<char> text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '-') at--;
        if (at == 0) return 0;
        var name = Lists.CurrencyOf(text[at - 1]);
        return name.Length == 0 ? 0 : KeyOf.Text(name);
    }

    private static double Number(ReadOnlySpan<char> digits) => double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static bool Digit(ReadOnlySpan<char> text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private static bool Letter(ReadOnlySpan<char> text, int at) => at < text.Length && char.IsAsciiLetter(text[at]);
}
