using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reprise.Cache.Policies;
using Reprise.Capture;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Cache;

/// <summary>Within whom answers are shared: nothing of one owner reaches another.</summary>
internal static class CacheOwner
{
    /// <summary>The part of the key that names the owner and the scope the caller chose; null when the policy shares among owners and the request names none.</summary>
    public static string? Find(CachePolicy policy, CacheWish wish, HttpRequest request, CallLabels labels, IDialect dialect, in WireRequest wire)
    {
        var owner = policy.Sharing switch
        {
            CacheSharing.Project => "",
            CacheSharing.User => Named("user", labels.UserId ?? dialect.ReadRequest(wire, details: false).UserId),
            CacheSharing.Session => Named("session", labels.SessionId),
            _ => Named("credential", CredentialOf(request)),
        };
        if (owner is null) return null;
        // Lengths tell the two apart, whatever they hold.
        return owner.Length == 0 && wish.Scope.Length == 0 ? "" : $"{owner.Length}:{owner}{wish.Scope}";
    }

    private static string? Named(string what, string? value) => string.IsNullOrEmpty(value) ? null : $"{what}={value}";

    /// <summary>A hash, since the key itself must not stand anywhere; of all there are, since we do not know which of them the provider goes by.</summary>
    private static string? CredentialOf(HttpRequest request)
    {
        var all = new StringBuilder();
        foreach (var name in HeaderRules.Credentials)
        {
            if (request.Headers.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value) Add(all, name, value);
        }

        if (request.QueryString.Value is { Length: > 1 } query)
        {
            foreach (var parameter in Credentials.InQuery(query)) Add(all, "?", parameter);
        }

        return all.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }

    private static void Add(StringBuilder all, string name, string value) => all.Append(CultureInfo.InvariantCulture, $"{name}={value.Length}:{value};");
}
