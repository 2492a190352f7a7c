namespace Reprise.Privacy.Detection.Secrets;

/// <summary>What a name promises of the value beside it.</summary>
[Flags]
internal enum NameKind
{
    None = 0,

    /// <summary>Something a person made up: short, of letters and digits and signs.</summary>
    Password = 1,

    /// <summary>Something a machine drew.</summary>
    Key = 2,

    /// <summary>A word that names other things more often than keys.</summary>
    Weak = 4,

    /// <summary>The header of HTTP, whose value is a scheme and what it needs.</summary>
    Authorization = 8,

    /// <summary>The line of a registry in npm's settings.</summary>
    Registry = 16,

    /// <summary>Keys that are unique ids as often as not.</summary>
    Id = 32,
}

/// <summary>Words of names beside which secrets stand.</summary>
internal static class SecretNames
{
    public static IReadOnlyList<(string Word, NameKind Kind, bool IsWhole)> All { get; } =
    [
        .. Of(NameKind.Password, false, "password", "passwd", "passphrase", "passwort", "kennwort", "contraseña", "senha"),
        .. Of(NameKind.Password, true, "pwd", "pass", "pw"),
        .. Of(NameKind.Key, true, "secret", "token", "credential", "cred", "bearer", "access_key", "accesskey", "access-key", "access key",
            "private_key", "privatekey", "private-key", "private key", "auth_key", "authkey", "auth-key", "secret_key", "secretkey", "secret-key", "encryption_key", "encryptionkey", "signing_key",
            "signingkey", "master_key", "masterkey", "account_key", "accountkey", "license_key", "licensekey", "service_key", "servicekey", "app_key", "appkey", "application_key", "client_key", "clientkey",
            "security_key", "function_key", "shared_key", "sharedkey", "storage_key", "webhook_key", "session_key", "admin_key", "deploy_key", "subscription_key", "subscription-key", "salt", "nonce_key"),
        .. Of(NameKind.Key | NameKind.Id, true, "apikey", "api_key", "api-key", "api key", "client_secret", "client-secret", "clientsecret"),
        .. Of(NameKind.Weak, true, "key", "auth", "session", "cookie"),
        .. Of(NameKind.Authorization, true, "authorization"),
        .. Of(NameKind.Registry, true, "_authToken"),
    ];

    private static IEnumerable<(string Word, NameKind Kind, bool IsWhole)> Of(NameKind kind, bool isWhole, params string[] words) =>
        words.Where(word => word.All(char.IsAscii)).Select(word => (word, kind, isWhole));

    /// <summary>Whether a word found in a text is a word there: not the middle of a longer one, in small letters, capitals, or the humps of code.</summary>
    public static bool IsWord(ReadOnlySpan<char> text, int start, int end, ReadOnlySpan<char> word, bool isWhole)
    {
        var found = text[start..end];
        if (!HasHumps(found, word)) return false;
        var (first, last) = (found[0], found[^1]);
        if (start > 0 && char.IsAsciiLetter(text[start - 1]) && char.IsAsciiLetter(first) && isWhole && !(char.IsAsciiLetterUpper(first) && char.IsAsciiLetterLower(text[start - 1])) && !IsEscape(text, start)) return false;
        if (!isWhole || end == text.Length) return true;
        var next = text[end];
        if (next is 's' or 'S' && (end + 1 == text.Length || !char.IsAsciiLetter(text[end + 1]) || char.IsAsciiLetterUpper(text[end + 1]) && next == 's')) return true;
        if (!char.IsAsciiLetter(next)) return true;
        // A hump: apiToken, or ETSYToken, where one word is written in capitals.
        return char.IsAsciiLetterUpper(next) && (char.IsAsciiLetterLower(last) || end + 1 < text.Length && char.IsAsciiLetterLower(text[end + 1]));
    }

    private static bool IsEscape(ReadOnlySpan<char> text, int start) => start >= 2 && text[start - 2] == '\\' && text[start - 1] is 'n' or 'r' or 't';

    // All small, all capitals, a capital first, or capitals where the table's word has them or where a separator was.
    private static bool HasHumps(ReadOnlySpan<char> found, ReadOnlySpan<char> word)
    {
        var (upper, lower) = (false, false);
        foreach (var c in found)
        {
            upper |= char.IsAsciiLetterUpper(c);
            lower |= char.IsAsciiLetterLower(c);
        }

        if (!upper || !lower) return true;
        for (var i = 1; i < found.Length; i++)
        {
            if (!char.IsAsciiLetterUpper(found[i]) || !char.IsAsciiLetter(found[i - 1]) || char.IsAsciiLetterUpper(word[i])) continue;
            // Words of names that were joined, such as apiKey and accessKey.
            if (char.IsAsciiLetterLower(found[i - 1]) && found[i..].StartsWith("Key", StringComparison.Ordinal)) continue;
            return false;
        }

        return true;
    }
}
