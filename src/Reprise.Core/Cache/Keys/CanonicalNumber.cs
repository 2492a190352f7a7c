namespace Reprise.Cache.Keys;

/// <summary>
/// Writes a JSON number so that equal numbers look equal and others do not, however many digits they have: its digits without zeros at either end, and the power
/// of ten that belongs to them. Nothing is rounded.
/// </summary>
internal static class CanonicalNumber
{
    /// <summary>More digits than these in an exponent and the number is compared as it is written.</summary>
    private const int MostExponentDigits = 9;

    /// <summary>Room a number needs beside its own digits.</summary>
    public const int Extra = 16;

    /// <param name="written">A valid JSON number.</param>
    /// <param name="to">At least <see cref="Extra"/> bytes longer than the number.</param>
    /// <returns>Bytes written; −1 when its exponent is too large to count with.</returns>
    public static int Write(ReadOnlySpan<byte> written, Span<byte> to)
    {
        var length = 0;
        var exponentAt = written.IndexOfAny((byte)'e', (byte)'E');
        var digits = exponentAt < 0 ? written : written[..exponentAt];
        long exponent = 0;
        if (exponentAt >= 0 && !TryExponent(written[(exponentAt + 1)..], out exponent)) return -1;

        if (digits[0] == (byte)'-')
        {
            to[length++] = (byte)'-';
            digits = digits[1..];
        }

        var first = length;
        var isFraction = false;
        foreach (var digit in digits)
        {
            if (digit == (byte)'.')
            {
                isFraction = true;
                continue;
            }

            if (isFraction) exponent--;
            if (length > first || digit != (byte)'0') to[length++] = digit;
        }

        while (length > first && to[length - 1] == (byte)'0')
        {
            length--;
            exponent++;
        }

        // Zero has no sign and no exponent.
        if (length == first)
        {
            to[0] = (byte)'0';
            return 1;
        }

        to[length++] = (byte)'e';
        exponent.TryFormat(to[length..], out var more, provider: System.Globalization.CultureInfo.InvariantCulture);
        return length + more;
    }

    private static bool TryExponent(ReadOnlySpan<byte> written, out long exponent)
    {
        var isNegative = written[0] == (byte)'-';
        if (written[0] is (byte)'-' or (byte)'+') written = written[1..];
        written = written.TrimStart((byte)'0');
        exponent = 0;
        if (written.Length > MostExponentDigits) return false;
        foreach (var digit in written) exponent = exponent * 10 + (digit - '0');
        if (isNegative) exponent = -exponent;
        return true;
    }
}
