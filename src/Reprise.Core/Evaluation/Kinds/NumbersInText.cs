using System.Globalization;
using System.Text;

namespace Reprise.Evaluation.Kinds;

/// <summary>Finds numbers as people write them in English: <c>-3</c>, <c>1,234.5</c>, <c>2e6</c>, <c>$5</c>, <c>40%</c> (as 40). What belongs to a word (<c>gpt-4o</c>, <c>B12</c>) is none.</summary>
internal static class NumbersInText
{
    public static double? First(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (TryRead(text, ref i, out var number)) return number;
        }

        return null;
    }

    public static double? Last(string text)
    {
        double? last = null;
        for (var i = 0; i < text.Length;)
        {
            if (TryRead(text, ref i, out var number)) last = number;
        }

        return last;
    }

    /// <summary>Reads the number that begins here; without one goes on by a character.</summary>
    private static bool TryRead(string text, ref int at, out double number)
    {
        number = 0;
        var start = at;
        if (!char.IsAsciiDigit(text[at]))
        {
            at++;
            return false;
        }

        var digits = new StringBuilder();
        if (IsNegative(text, start)) digits.Append('-');
        TakeWhole(text, ref at, digits);
        TakeFraction(text, ref at, digits);
        TakeExponent(text, ref at, digits);
        return !IsPartOfWord(text, start) && double.TryParse(digits.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static void TakeWhole(string text, ref int at, StringBuilder digits)
    {
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at])) digits.Append(text[at]);
            else if (text[at] != ',' || !IsGroup(text, at + 1)) return;
        }
    }

    private static void TakeFraction(string text, ref int at, StringBuilder digits)
    {
        if (at + 1 >= text.Length || text[at] != '.' || !char.IsAsciiDigit(text[at + 1])) return;
        digits.Append('.');
        for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++) digits.Append(text[at]);
    }

    private static void TakeExponent(string text, ref int at, StringBuilder digits)
    {
        var length = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 2 : 1;
        if (at + length >= text.Length || text[at] is not ('e' or 'E') || !char.IsAsciiDigit(text[at + length])) return;
        digits.Append(text, at, length);
        for (at += length; at < text.Length && char.IsAsciiDigit(text[at]); at++) digits.Append(text[at]);
    }

    /// <summary>Three digits and no more, as behind a comma within a number.</summary>
    private static bool IsGroup(string text, int at) => at + 2 < text.Length && text.AsSpan(at, 3).IndexOfAnyExceptInRange('0', '9') < 0 && (at + 3 == text.Length || !char.IsAsciiDigit(text[at + 3]));

    private static bool IsNegative(string text, int start)
    {
        var sign = start - 1;
        if (sign > 0 && text[sign] is '$' or '€' or '£') sign--;
        return sign >= 0 && text[sign] is '-' or '−' && (sign == 0 || !char.IsLetterOrDigit(text[sign - 1]));
    }

    private static bool IsPartOfWord(string text, int start)
    {
        if (start == 0) return false;
        var before = text[start - 1] == '-' && start > 1 ? text[start - 2] : text[start - 1];
        return char.IsLetter(before) || before == '_';
    }
}
