using System.Globalization;
using Reprise.Cache.Guards.Words;

namespace Reprise.Cache.Guards.Reading;

/// <summary>What stands between two spaces and is compared as a whole: addresses, paths, flags, identifiers, file names, dates in digits.</summary>
internal static class Chunks
{
    private const string Opening = "([{<\"'`“‘«*", Closing = ".,;:!?)]}>\"'`”’»*";

    private static readonly string[] s_extensions =
    [
        "py", "js", "ts", "jsx", "tsx", "cs", "java", "cpp", "hpp", "json", "xml", "yaml", "yml", "sql", "sh", "txt", "csv", "html", "css", "md", "go", "rs", "rb", "php", "pdf", "docx", "xlsx", "png", "jpg",
        "exe", "dll", "so", "jar", "zip", "gz", "tar", "ini", "toml", "cfg", "conf", "log", "bat", "ps1", "ipynb", "env", "lock", "csproj", "sln", "db", "bin", "mp3", "mp4", "svg", "gif",
    ];

    /// <returns>Whether it was one of these and is now in <paramref name="into"/>.</returns>
    public static bool TryRead(ReadOnlySpan<char> chunk, int start, TokenFlags flags, bool shouting, Scanned into)
    {
        if (IsPlain(chunk)) return false;
        var from = 0;
        while (from < chunk.Length && Opening.Contains(chunk[from])) from++;
        var to = chunk.Length;
        while (to > from && Closing.Contains(chunk[to - 1]) && !(chunk[to - 1] == ')' && to > from + 1 && chunk[to - 2] == '(')) to--;
        var core = chunk[from..to];
        if (core.Length < 2) return false;
        if (IsAddress(core))
        {
            into.Urls.Add(KeyOfAddress(core));
            return true;
        }

        if (core[0] is '-' or '/' or '~' or '.' || core is [_, ':', '\\' or '/', ..]) return TryFlagOrPath(core, start + from, into);
        if (TryDate(core, into)) return true;
        if (!IsIdentifier(core, shouting)) return false;
        into.Code.Add(KeyOf.Letters(core));
        var token = new Token { Start = start + from, Length = core.Length, Flags = flags | TokenFlags.Code };
        token.Key = token.Form = KeyOf.Letters(core);
        into.Add(token);
        return true;
    }

    /// <summary>Small letters, after a capital perhaps and before a sign: by far the most.</summary>
    private static bool IsPlain(ReadOnlySpan<char> chunk)
    {
        var end = chunk[^1] is '.' or ',' or '?' or '!' or ';' or ':' ? chunk.Length - 1 : chunk.Length;
        return end == 0 || char.IsAsciiLetter(chunk[0]) && !chunk[1..Math.Max(1, end)].ContainsAnyExceptInRange('a', 'z');
    }

    private static bool IsAddress(ReadOnlySpan<char> core)
    {
        if (core.IndexOf("://") > 0 || core.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) return true;
        var at = core.IndexOf('@');
        return at > 0 && at < core.Length - 3 && core[(at + 1)..].IndexOf('.') > 0;
    }

    private static ulong KeyOfAddress(ReadOnlySpan<char> core)
    {
        if (core.IndexOf("://") is > 0 and var scheme) core = core[(scheme + 3)..];
        if (core.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) core = core[4..];
        core = core.TrimEnd('/');
        // Host names do not care about case, what follows does.
        var slash = core.IndexOf('/');
        var key = KeyOf.Empty;
        for (var i = 0; i < core.Length; i++) key = KeyOf.Add(key, slash >= 0 && i > slash ? core[i] : char.ToLowerInvariant(core[i]));
        return key;
    }

    private static bool TryFlagOrPath(ReadOnlySpan<char> core, int start, Scanned into)
    {
        var flag = core[0] == '-' && (char.IsAsciiLetter(core[1]) || core.Length > 2 && core[1] == '-' && char.IsAsciiLetter(core[2]));
        var path = core[0] is '/' or '~' && core.Length > 2 && core[1] is not '/' && !char.IsAsciiDigit(core[1]) || core is ['.', '/' or '.', ..] && core.IndexOf('/') >= 0 || core is [_, ':', ..];
        var hidden = core[0] == '.' && core.Length > 3 && !char.IsAsciiDigit(core[1]) && core[1] != '.';
        if (!flag && !path && !hidden) return false;

        // -r and -R are two flags, so case counts; .NET and .net are one name.
        var key = hidden && !path ? KeyOf.Letters(core) : KeyOf.Text(core);
        if (!hidden || path) into.Code.Add(key);
        into.Add(new Token { Start = start, Length = core.Length, Flags = TokenFlags.Code, Key = key, Form = key });
        return true;
    }

    private static bool TryDate(ReadOnlySpan<char> core, Scanned into)
    {
        if (core.Length is < 6 or > 20 || !char.IsAsciiDigit(core[0])) return false;
        if (core.IndexOf('T') is > 7 and var clock) core = core[..clock];
        if (core.Length > 10) return false;
        var separator = core.IndexOfAny('-', '/', '.');
        if (separator is < 1 or > 4) return false;
        var rest = core[(separator + 1)..];
        var second = rest.IndexOf(core[separator]);
        if (second is < 1 or > 2 || !Number(core[..separator], out var a) || !Number(rest[..second], out var b) || !Number(rest[(second + 1)..], out var c)) return false;
        var yearLength = rest.Length - second - 1;
        if (separator == 4 && yearLength <= 2) into.Dates.Add(DateKey(a, b, c));
        else if (yearLength != 4 && (yearLength != 2 || core[separator] == '.')) return false;
        else if (core[separator] == '.' || a > 12) into.Dates.Add(DateKey(Year(c), b, a));
        else into.Dates.Add(DateKey(Year(c), a, b));
        return true;

        static int Year(int year) => year < 70 ? 2000 + year : year < 100 ? 1900 + year : year;
    }

    public static ulong DateKey(int year, int month, int day) => KeyOf.Add(KeyOf.Add(KeyOf.Add(KeyOf.Empty, (ulong)year), (ulong)month), (ulong)day);

    private static bool IsIdentifier(ReadOnlySpan<char> core, bool shouting)
    {
        if (core.Length > 128) return false;
        var (letters, digits, changes, hex, joins, odd) = (0, 0, 0, 0, 0, false);
        for (var i = 0; i < core.Length; i++)
        {
            var c = core[i];
            if (char.IsAsciiDigit(c)) digits++;
            else if (char.IsAsciiLetter(c)) letters++;
            else if (c == '_' && i > 0 && i < core.Length - 1) joins++;
            else if (c is not ('-' or '.' or '(' or ')' or ':' or '/' or '\\')) odd = true;
            if (char.IsAsciiHexDigit(c)) hex++;
            if (i > 0 && char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(core[i - 1])) changes++;
        }

        if (odd) return false;
        if (joins > 0 && letters > 0) return true;
        if (core.EndsWith("()") && letters > 0) return true;
        if (core.Length >= 8 && hex + core.Count('-') == core.Length && digits > 0 && letters > 0) return true;
        if (core.StartsWith("0x") && digits > 1) return true;
        var dot = core.LastIndexOf('.');
        if (dot > 0 && letters > 0 && core.Length - dot <= 7 && IsExtension(core[(dot + 1)..])) return true;
        return !shouting && changes > 0 && core.Count('/') == 0 && core.Count('-') == 0 && (char.IsAsciiLetterLower(core[0]) || changes > 1) && !IsKnown(core);
    }

    private static bool IsExtension(ReadOnlySpan<char> ending)
    {
        foreach (var extension in s_extensions)
        {
            if (ending.Equals(extension, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool IsKnown(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[128];
        word.ToLowerInvariant(lower);
        return Lexicon.Find(lower[..word.Length]) is not null;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
