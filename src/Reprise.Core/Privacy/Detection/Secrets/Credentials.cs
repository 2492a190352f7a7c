using System.Buffers;

namespace Reprise.Privacy.Detection.Secrets;

/// <summary>Users and passwords in web addresses and commands, and tokens behind the word of their scheme.</summary>
internal static class Credentials
{
    private static readonly SearchValues<char> s_variable = SearchValues.Create(CharSet.Upper + "_");

    private static readonly CharSet s_bearer = new(CharSet.Lower + CharSet.Upper + CharSet.Digits + "-._~+/=");

    /// <summary>User and password of an address, from behind its <c>://</c>.</summary>
    public static bool TryReadAddress(ReadOnlySpan<char> text, int start, out int end)
    {
        end = start;
        var limit = Math.Min(text.Length, start + 256);
        var colon = -1;
        for (var at = start; at < limit; at++)
        {
            var c = text[at];
            if (c == '@')
            {
                end = at;
                return colon >= 0 && at - colon > 3 && at + 1 < text.Length && (char.IsLetterOrDigit(text[at + 1]) || text[at + 1] is '[' or '_') && !Randomness.IsPlaceholder(text[(colon + 1)..at]) && text[colon + 1] is not ('$' or '%' or '*');
            }

            if (char.IsWhiteSpace(c) || c is '/' or '"' or '\'' or '`' or '<' or '>' or '{' or '}' or '\\' or '?' or ',' or ';' or '|') return false;
            if (c == ':' && colon < 0) colon = at;
        }

        return false;
    }

    /// <summary>What stands behind <c>Bearer</c>.</summary>
    public static bool TryReadBearer(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        start = from;
        while (start < text.Length && start < from + 4 && text[start] == ' ') start++;
        end = start;
        while (end < text.Length && end - start < 2048 && s_bearer.Contains(text[end])) end++;
        while (end > start && text[end - 1] == '.') end--;
        var value = text[start..end];
        return value.Length >= 16 && (Randomness.IsUuid(value) || Randomness.IsRandom(value));
    }

    private static readonly SearchValues<string> s_words = SearchValues.Create(["pass", "password", "passwd", "pwd", "secret", "token", "key", "user", "username", "x-oauth-basic", "none", "null"], StringComparison.OrdinalIgnoreCase);

    // The word for a password, or the name of a variable that holds it.
    private static bool IsWord(ReadOnlySpan<char> password) => s_words.Contains(password.ToString()) || !password.ContainsAnyExcept(s_variable);

    /// <summary>The <c>user:password</c> behind an option of curl.</summary>
    public static bool TryReadUser(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        start = from;
        while (start < text.Length && start < from + 4 && text[start] is ' ' or '=') start++;
        end = start;
        var (quote, colon) = ('\0', -1);
        for (; end < text.Length && end - start < 200; end++)
        {
            var c = text[end];
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (quote == '\0' && char.IsWhiteSpace(c)) break;
            else if (c is '$' or '{' or '[' or '<' or '%' or '\n' or '(' or '/') return false;
            else if (c == ':' && colon < 0) colon = end;
        }

        while (start < end && text[start] is '"' or '\'') start++;
        while (start < end && text[end - 1] is '"' or '\'') end--;
        return colon >= start && end - colon > 3 && !IsWord(text[(colon + 1)..end]) && !Randomness.IsPlaceholder(text[(colon + 1)..end]);
    }
}
