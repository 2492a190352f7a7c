namespace Reprise.Wire;

/// <summary>Which parameters of a query string carry credentials. They are never kept.</summary>
public static class CredentialParameters
{
    private static readonly string[] s_names = ["key", "api_key", "apikey", "api-key", "access_token", "token", "sig", "signature", "code", "subscription-key"];

    /// <param name="parameter">As it stands in a query: <c>name=value</c> or <c>name</c>.</param>
    public static bool Has(string parameter)
    {
        var name = NameOf(parameter);
        return s_names.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase);
    }

    public static string NameOf(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Split('=', 2)[0];
    }
}
