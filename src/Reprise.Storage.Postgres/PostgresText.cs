using System.Buffers;
using System.Text;

namespace Reprise.Storage.Postgres;

/// <summary>
/// Text as PostgreSQL can keep it, which takes no U+0000. That and three noncharacters become runs of three noncharacters; a run begins with one that stands
/// nowhere else, so equality, prefixes and substrings of stored text are those of the original. All other text stays as it is.
/// </summary>
internal static class PostgresText
{
    private const char First = '\uFDD0';
    private const char X = '\uFDD1';
    private const char Y = '\uFDD2';
    private static readonly SearchValues<char> s_special = SearchValues.Create(['\0', First, X, Y]);

    public static string? Encode(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAny(s_special) < 0) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!s_special.Contains(c)) encoded.Append(c);
            else encoded.Append(First).Append(c is '\0' or First ? X : Y).Append(c is '\0' or X ? X : Y);
        }

        return encoded.ToString();
    }

    public static string? Decode(string? text)
    {
        if (text is null || !text.Contains(First, StringComparison.Ordinal)) return text;
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != First || i + 2 >= text.Length)
            {
                decoded.Append(text[i]);
                continue;
            }

            decoded.Append((text[i + 1], text[i + 2]) switch { (X, X) => '\0', (X, _) => First, (_, X) => X, _ => Y });
            i += 2;
        }

        return decoded.ToString();
    }

    /// <summary>The same, and well-formed: half a surrogate pair becomes U+FFFD, as UTF-8 has it.</summary>
    public static string Parameter(string text)
    {
        var encoded = Encode(text)!;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (!char.IsSurrogate(encoded[i])) continue;
            if (char.IsHighSurrogate(encoded[i]) && i + 1 < encoded.Length && char.IsLowSurrogate(encoded[i + 1])) i++;
            else return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(encoded));
        }

        return encoded;
    }
}
