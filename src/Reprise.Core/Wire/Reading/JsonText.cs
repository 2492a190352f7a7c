using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Reprise.Wire;

/// <summary>Decodes JSON strings from any bytes: broken UTF-8 becomes U+FFFD, and so does half a surrogate pair in <see cref="Clean"/>.</summary>
internal static class JsonText
{
    private const int PooledMax = 256 * 1024;

    /// <param name="written">The string between its quotes.</param>
    /// <param name="escaped">Whether it holds a backslash.</param>
    public static string Read(ReadOnlySpan<byte> written, bool escaped)
    {
        if (!escaped) return Encoding.UTF8.GetString(written);
        // The pool keeps what it is given: large arrays stay out of it.
        if (written.Length > PooledMax)
        {
            var own = new char[written.Length];
            return new string(own, 0, Decode(written, escaped: true, own));
        }

        var rented = ArrayPool<char>.Shared.Rent(written.Length);
        var length = Decode(written, escaped: true, rented);
        var text = new string(rented, 0, length);
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    /// <summary>Decodes into <paramref name="to"/>, which must hold as many characters as there are bytes, and says how many there were.</summary>
    public static int Decode(ReadOnlySpan<byte> written, bool escaped, Span<char> to)
    {
        if (!escaped) return Encoding.UTF8.GetChars(written, to);
        var length = 0;
        while (!written.IsEmpty)
        {
            var slash = written.IndexOf((byte)'\\');
            if (slash < 0 || slash + 1 >= written.Length) return length + Encoding.UTF8.GetChars(written, to[length..]);
            length += Encoding.UTF8.GetChars(written[..slash], to[length..]);
            written = written[(slash + 1)..];
            to[length++] = Unescape(ref written);
        }

        return length;
    }

    /// <summary>Replaces halves of surrogate pairs that stand alone. Pairs cut apart by a stream have found each other by then.</summary>
    public static string Clean(string text)
    {
        var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (at < 0) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.ToString());
        return clean.ToString();
    }

    private static char Unescape(ref ReadOnlySpan<byte> rest)
    {
        var kind = rest[0];
        if (kind is (byte)'u' && rest.Length >= 5 && Utf8Parser.TryParse(rest[1..5], out ushort code, out var used, 'x') && used == 4)
        {
            rest = rest[5..];
            return (char)code;
        }

        rest = rest[1..];
        return kind switch
        {
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            _ => (char)kind,
        };
    }
}
