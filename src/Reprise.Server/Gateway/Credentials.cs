using Reprise.Wire;

namespace Reprise.Server.Gateway;

/// <summary>Where credentials stand in calls: added for a provider with a key of its own, and taken out of what is recorded.</summary>
internal static class Credentials
{
    /// <summary>Adds the configured key as the provider expects it.</summary>
    public static void Add(HttpRequestMessage message, Provider provider, string key)
    {
        var (name, value) = HeaderOf(provider, key);
        message.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>The header in which the provider expects a key.</summary>
    public static (string Name, string Value) HeaderOf(Provider provider, string key) => provider.Family switch
    {
        "anthropic" => ("x-api-key", key),
        "gemini" => ("x-goog-api-key", key),
        "azure" or "azure_openai" or "azure_ai" => ("api-key", key),
        _ => ("Authorization", "Bearer " + key),
    };

    /// <summary>The query string of a path as it may be recorded: without the values of parameters that carry credentials.</summary>
    public static string RecordableQuery(string pathAndQuery)
    {
        var start = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return "";
        return "?" + string.Join('&', pathAndQuery[(start + 1)..].Split('&').Select(p => CredentialParameters.Has(p) ? CredentialParameters.NameOf(p) + "=" : p));
    }

    /// <summary>The parameters of a query string that carry credentials, as they stand there.</summary>
    public static IEnumerable<string> InQuery(string query) => query.TrimStart('?').Split('&').Where(CredentialParameters.Has);

    /// <summary>The path without the client's own key in its query.</summary>
    public static string WithoutKey(string pathAndQuery)
    {
        var start = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return pathAndQuery;
        var kept = pathAndQuery[(start + 1)..].Split('&').Where(p => !CredentialParameters.Has(p)).ToArray();
        return kept.Length == 0 ? pathAndQuery[..start] : $"{pathAndQuery[..start]}?{string.Join('&', kept)}";
    }
}
