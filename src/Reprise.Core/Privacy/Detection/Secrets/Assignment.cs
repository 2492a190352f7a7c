using System.Buffers;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>What stands beside a name: in code, JSON, YAML, shells, headers, web addresses and prose.</summary>
/// <param name="Operator">Where the sign between name and value stands.</param>
/// <param name="Start">Where the value begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsQuoted">Whether it stands in quotes.</param>
internal readonly record struct Assignment(int Operator, int Start, int End, bool IsQuoted)
{
    private const int RestOfName = 24;
    private const int Longest = 2048;

    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \t\r\n\"'`;,&)<>{}|\\]");

    private static readonly SearchValues<char> s_endsOrSign = SearchValues.Create(" \t\r\n\"'`;,&)<>{}|\\]=");

    private static readonly string[] s_schemes = ["bearer", "basic", "token", "apikey", "api-key", "api-token", "key", "negotiate", "bot", "splunk", "sso-key", "ssws"];

    /// <summary>Reads on from the end of a name's word.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int from, out Assignment assignment)
    {
        assignment = default;
        // An option of a command: the value stands behind a space.
        var at = EndOfName(text, from);
        if (at + 1 < text.Length && text[at] == ' ' && text[at + 1] is not (' ' or '=' or ':' or '-') && IsOption(text, from)) return Value(text, from, at, out assignment);
        at = from;
        var limit = Math.Min(text.Length, from + RestOfName);
        var spaces = 0;
        while (at < limit && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.' or ' ' or '\t'))
        {
            // "the key is abc", "password abc"
            if (text[at] == ' ')
            {
                spaces++;
                if (text[at..].StartsWith(" is ", StringComparison.OrdinalIgnoreCase) && spaces <= 3) return Value(text, at, at + 4, out assignment);
            }

            at++;
        }

        if (at == limit && limit < text.Length && at - from >= RestOfName) return false;
        var (closing, isQuotedName) = (0, false);
        while (at < text.Length && closing < 4 && text[at] is ' ' or '\t' or '"' or '\'' or '`' or ']' or '\\')
        {
            isQuotedName |= text[at] is '"' or '\'';
            at++;
            closing++;
        }

        if (at >= text.Length) return false;
        var sign = at;
        switch (text[at])
        {
            case ':':
                while (at < text.Length && text[at] == ':') at++;
                if (at < text.Length && text[at] == '=') at++;
                // An address, or the sign of a scope.
                if (at < text.Length && text[at] == '/' && at - sign == 1) return false;
                return Value(text, sign, at, out assignment);
            case '=':
                at++;
                if (at < text.Length && text[at] is '>' or '=') at++;
                return Value(text, sign, at, out assignment);
            case '?' when at + 1 < text.Length && text[at + 1] == '=':
                return Value(text, sign, at + 2, out assignment);
            case '|' when at + 1 < text.Length && text[at + 1] == '|':
                return Value(text, sign, at + 2, out assignment);
            case ',' when isQuotedName:
            case '>':
                return Value(text, sign, at + 1, out assignment);
            default:
                return false;
        }
    }

    // In a row of names and values without a sign between them, a value ends where the next sign stands; signs at the end are the padding of base64.
    private static int EndOfValue(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(s_endsOrSign);
        if (end < 0 || rest[end] != '=') return end;
        var padded = end;
        while (padded < rest.Length && rest[padded] == '=') padded++;
        return padded == rest.Length || s_ends.Contains(rest[padded]) ? padded : end;
    }

    private static int EndOfName(ReadOnlySpan<char> text, int from)
    {
        var end = from;
        while (end < text.Length && end - from < RestOfName && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_')) end++;
        return end;
    }

    // A name that begins with two dashes.
    private static bool IsOption(ReadOnlySpan<char> text, int at)
    {
        var first = at;
        while (first > 0 && at - first < 40 && (char.IsAsciiLetterOrDigit(text[first - 1]) || text[first - 1] is '-' or '_')) first--;
        return text[first..].StartsWith("--", StringComparison.Ordinal);
    }

    private static bool Value(ReadOnlySpan<char> text, int sign, int at, out Assignment assignment)
    {
        assignment = default;
        var quote = '\0';
        for (var skipped = 0; at < text.Length && skipped < 12 && text[at] is ' ' or '\t' or '"' or '\'' or '`' or '\\' or '=' or '(' or '['; skipped++, at++)
        {
            if (text[at] is '"' or '\'' or '`') quote = text[at];
        }

        // A string of Python or C# with a letter before it.
        if (quote == '\0' && at + 1 < text.Length && text[at] is 'b' or 'f' or 'r' or 'u' or '@' && text[at + 1] is '"' or '\'')
        {
            quote = text[at + 1];
            at += 2;
        }

        var rest = text[at..Math.Min(text.Length, at + Longest)];
        var length = quote == '\0' ? EndOfValue(rest) : rest.IndexOfAny(quote, '\n');
        if (length < 0)
        {
            if (rest.Length == Longest) return false;
            length = rest.Length;
        }

        foreach (var scheme in s_schemes)
        {
            if (length < scheme.Length || !rest.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || rest.Length <= scheme.Length || rest[scheme.Length] != ' ') continue;
            var skip = scheme.Length + 1;
            while (skip < rest.Length && skip < scheme.Length + 4 && rest[skip] == ' ') skip++;
            at += skip;
            rest = rest[skip..];
            length = rest.IndexOfAny(s_ends);
            if (length < 0) length = rest.Length;
            break;
        }

        while (length > 0 && (rest[length - 1] == '\\' || quote == '\0' && rest[length - 1] is '.' or '!' or '?' or ':')) length--;
        if (length == 0) return false;
        assignment = new(sign, at, at + length, quote != '\0');
        return true;
    }
}
