using System.Security.Cryptography;
using System.Text;
using Reprise.Cache.Policies;
using Reprise.Capture;
using Reprise.Wire;

namespace Reprise.Server.Cache;

/// <summary>Within whom answers are shared: nothing of one owner reaches another.</summary>
internal static class CacheOwner
{
    private static readonly string[] s_credentials = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

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

    /// <summary>A hash: the key itself must not stand anywhere.</summary>
    private static string? CredentialOf(HttpRequest request)
    {
        foreach (var name in s_credentials)
        {
            if (request.Headers.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value) return Hash(value);
        }

        return request.Query.TryGetValue("key", out var key) && key.ToString() is { Length: > 0 } inQuery ? Hash(inQuery) : null;
    }

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
