namespace Reprise.Interactions;

/// <summary>Query strings as they may be recorded: without the values of parameters that carry credentials.</summary>
public static class RecordableQuery
{
    private static readonly string[] s_names = ["key", "api_key", "apikey", "api-key", "access_token", "token", "sig", "signature", "code", "subscription-key"];

    /// <summary>The query with its question mark, credentials taken out; null when there is none.</summary>
    /// <param name="query">With its question mark or without.</param>
    public static string? Of(string? query)
    {
        var text = query is ['?', ..] ? query[1..] : query;
        return string.IsNullOrEmpty(text) ? null : "?" + string.Join('&', text.Split('&').Select(p => IsCredential(p) ? NameOf(p) + "=" : p));
    }

    /// <summary>Whether a parameter, <c>name=value</c>, says who calls.</summary>
    public static bool IsCredential(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var name = NameOf(parameter);
        return s_names.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase);
    }

    private static string NameOf(string parameter) => parameter.Split('=', 2)[0];
}
