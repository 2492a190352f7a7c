using System.Collections.Frozen;
using Reprise.Interactions;

namespace Reprise.Server.Gateway;

/// <summary>Which headers go through, which end here, and which may be kept.</summary>
internal static class HeaderRules
{
    /// <summary>Headers that say who calls.</summary>
    public static IReadOnlyList<string> Credentials { get; } = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Headers that concern one connection (RFC 9110, section 7.6.1) or that the HTTP client writes itself.</summary>
    private static readonly FrozenSet<string> s_hopByHop = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Content-Length", "Expect"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_credentials = FrozenSet.ToFrozenSet(Credentials, StringComparer.OrdinalIgnoreCase);

    /// <summary>Our own labels and those written for other recorders end here; a credential for another recorder must not reach the provider.</summary>
    public static bool StopsHere(string name) => s_hopByHop.Contains(name) || IsLabel(name) || FamilyHeaders.IsCredential(name);

    public static bool IsLabel(string name) =>
        name.Length > 8
        && (name.StartsWith("Reprise-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Helicone-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-portkey-", StringComparison.OrdinalIgnoreCase));

    public static bool IsCredential(string name) => s_credentials.Contains(name);

    /// <summary>Further headers that a Connection header says are for this connection alone; almost always none.</summary>
    public static string[] NamedBy(string? connection) =>
        string.IsNullOrEmpty(connection) || connection.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) || connection.Equals("close", StringComparison.OrdinalIgnoreCase)
            ? []
            : connection.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Headers that only we may put on an answer.</summary>
    public static bool IsOurs(string name) => name.StartsWith("Reprise-", StringComparison.OrdinalIgnoreCase);

    public static bool IsHopByHop(string name) => s_hopByHop.Contains(name);

    /// <summary>What goes on record of a request's headers.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> OfRequest(IHeaderDictionary headers) =>
        AnswerHeaders.Of(name => headers.TryGetValue(name, out var values) ? string.Join(", ", values.Where(value => !string.IsNullOrEmpty(value))) : null);

    public static bool IsKept(string name) => RecordableHeaders.IsKept(name);
}
