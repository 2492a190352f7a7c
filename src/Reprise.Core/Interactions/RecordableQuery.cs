namespace Reprise.Interactions;

/// <summary>Query strings as they may be recorded: without the values of parameters that may carry credentials.</summary>
public static class RecordableQuery
{
    private static readonly string[] s_names =
    [
        "key", "api_key", "apikey", "api-key", "access_token", "token", "sig", "signature", "code", "subscription-key", "client_secret", "secret", "auth", "authorization", "password",
        "x-goog-api-key", "x-goog-signature", "x-goog-credential",
    ];

    /// <summary>Rather one value too few on record than one secret: the name of a harmless parameter stays there even so.</summary>
    private static readonly string[] s_suspicious = ["key", "secret", "token", "auth", "sign", "credential", "passw", "pwd", "code", "jwt", "bearer"];

    /// <summary>The query with its question mark, credentials taken out; null when there is none.</summary>
    /// <param name="query">With its question mark or without.</param>
    public static string? Of(string? query)
    {
        var text = query is ['?', ..] ? query[1..] : query;
        return string.IsNullOrEmpty(text) ? null : "?" + string.Join('&', text.Split('&').Select(p => MayBeCredential(p) ? p.Split('=', 2)[0] + "=" : p));
    }

    /// <summary>Whether a parameter, <c>name=value</c>, says who calls: one that must not be sent along with another key.</summary>
    public static bool IsCredential(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var name = NameOf(parameter);
        return s_names.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a parameter may say so, by anything in its name: one whose value is not recorded.</summary>
    public static bool MayBeCredential(string parameter)
    {
        if (IsCredential(parameter)) return true;
        var name = NameOf(parameter);
        return Array.Exists(s_suspicious, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Escapes undone until none is left, since a server may undo them more than once.</summary>
    private static string NameOf(string parameter)
    {
        var name = parameter.Split('=', 2)[0];
        for (var time = 0; time < 3 && name.Contains('%', StringComparison.Ordinal); time++) name = Uri.UnescapeDataString(name);
        return name.Replace("+", "", StringComparison.Ordinal).Trim();
    }
}
