using System.Buffers;

namespace Reprise.Privacy.Detection.Network;

/// <summary>Web addresses that carry a user with a password, or a credential in the query.</summary>
internal static class Urls
{
    private const int LongestScheme = 16;
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'<>`{}|\\^)]");
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Credentials = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "token", "access_token", "accesstoken", "refresh_token", "id_token", "auth_token", "authtoken", "auth", "api_key", "apikey", "api-key", "key", "secret", "client_secret", "password",
        "passwd", "pwd", "sig", "signature", "x-amz-signature", "x-amz-security-token", "x-goog-signature", "session", "sessionid", "session_id", "jwt", "sas", "private_token", "code_verifier",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Find(ReadOnlySpan<char> text, List<TextFinding> into)
    {
        var from = 0;
        while (true)
        {
            var next = text[from..].IndexOf("://");
            if (next < 0) return;
            var colon = from + next;
            var start = colon;
            while (start > from && colon - start < LongestScheme && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '+' or '-' or '.')) start--;
            var rest = text[(colon + 3)..];
            var length = rest.IndexOfAny(Ends);
            if (length < 0) length = rest.Length;
            rest = rest[..length];
            if (start < colon && (HasUserAndPassword(rest) || HasCredential(rest)))
            {
                while (length > 0 && rest[length - 1] is '.' or ',' or ';') length--;
                into.Add(new TextFinding(FindingTypes.UrlCredentials, start, colon + 3 + length - start, 1));
            }

            from = colon + 3 + length;
        }
    }

    private static bool HasUserAndPassword(ReadOnlySpan<char> rest)
    {
        var authority = rest.IndexOfAny('/', '?', '#');
        if (authority >= 0) rest = rest[..authority];
        var at = rest.LastIndexOf('@');
        if (at <= 0 || at == rest.Length - 1) return false;
        var colon = rest[..at].IndexOf(':');
        return colon >= 0 && colon < at - 1;
    }

    private static bool HasCredential(ReadOnlySpan<char> rest)
    {
        var query = rest.IndexOfAny('?', '#');
        if (query < 0) return false;
        rest = rest[(query + 1)..];
        foreach (var range in rest.SplitAny('&', ';'))
        {
            var pair = rest[range];
            var equals = pair.IndexOf('=');

            // Shorter values are page numbers and switches rather than credentials.
            if (equals > 0 && pair.Length - equals > 6 && Credentials.Contains(pair[..equals])) return true;
        }

        return false;
    }
}
