namespace Reprise.Server.Gateway;

/// <summary>Where credentials stand in calls: added for a provider with a key of its own, and taken out of what is recorded.</summary>
internal static class Credentials
{
    private static readonly string[] s_names = ["key", "api_key", "apikey", "api-key", "access_token", "token", "sig", "signature", "code", "subscription-key"];

    /// <summary>Adds the configured key as the provider expects it.</summary>
    public static void Add(HttpRequestMessage message, Provider provider, string key)
    {
        var family = provider.Options.Dialect?.Split('.')[0] ?? provider.Name;
        var (name, value) = family.ToLowerInvariant() switch
        {
            "anthropic" => ("x-api-key", key),
            "gemini" => ("x-goog-api-key", key),
            "azure" or "azure_openai" or "azure_ai" => ("api-key", key),
            _ => ("Authorization", "Bearer " + key),
        };
        message.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>The query string of a path as it may be recorded: without the values of parameters that carry credentials.</summary>
    public static string RecordableQuery(string pathAndQuery)
    {
        var start = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return "";
        return "?" + string.Join('&', pathAndQuery[(start + 1)..].Split('&').Select(p => IsCredential(p) ? NameOf(p) + "=" : p));
    }

    /// <summary>The parameters of a query string that carry credentials, as they stand there.</summary>
    public static IEnumerable<string> InQuery(string query) => query.TrimStart('?').Split('&').Where(IsCredential);

    /// <summary>The path without the client's own key in its query.</summary>
    public static string WithoutKey(string pathAndQuery)
    {
        var start = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return pathAndQuery;
        var kept = pathAndQuery[(start + 1)..].Split('&').Where(p => !IsCredential(p)).ToArray();
        return kept.Length == 0 ? pathAndQuery[..start] : $"{pathAndQuery[..start]}?{string.Join('&', kept)}";
    }

    private static string NameOf(string parameter) => parameter.Split('=', 2)[0];

    private static bool IsCredential(string parameter)
    {
        var name = NameOf(parameter);
        return s_names.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase);
    }
}
