using System.Globalization;
using System.Text;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>Between the inside of a valid JSON string and the text it stands for.</summary>
internal static class JsonEscapes
{
    /// <summary>Writes the text that a raw string stands for; never longer than that.</summary>
    public static int Unescape(ReadOnlySpan<char> raw, Span<char> into)
    {
        var written = 0;
        for (var at = 0; at < raw.Length;)
        {
            var next = raw[at..].IndexOf('\\');
            if (next < 0) next = raw.Length - at;
            raw.Slice(at, next).CopyTo(into[written..]);
            (at, written) = (at + next, written + next);
            if (at >= raw.Length) break;
            into[written++] = Unescaped(raw[at..]);
            at += raw[at + 1] == 'u' ? 6 : 2;
        }

        return written;
    }

    /// <summary>Where a character of the text stands in the raw string.</summary>
    /// <param name="raw">The inside of the string.</param>
    /// <param name="from">A character of it and the place of that character in the text, to go on from.</param>
    /// <param name="index">The character of the text.</param>
    public static (int Raw, int Text) Advance(ReadOnlySpan<char> raw, (int Raw, int Text) from, int index)
    {
        var (at, text) = from;
        while (text < index && at < raw.Length)
        {
            var next = raw[at..].IndexOf('\\');
            if (next < 0) next = raw.Length - at;
            var step = Math.Min(next, index - text);
            (at, text) = (at + step, text + step);
            if (text >= index || at >= raw.Length) break;
            at += raw[at + 1] == 'u' ? 6 : 2;
            text++;
        }

        return (at, text);
    }

    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny("\"\\") && !text.AsSpan().ContainsAnyInRange('\0', '\u001F')) return text;
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '"' or '\\') result.Append('\\').Append(c);
            else if (c < ' ') result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else result.Append(c);
        }

        return result.ToString();
    }

    private static char Unescaped(ReadOnlySpan<char> escape) => escape[1] switch
    {
        'u' => (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\b',
        'f' => '\f',
        var c => c,
    };
}
