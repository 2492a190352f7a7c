using Reprise.Wire;

namespace Reprise.Client.Playback;

/// <summary>Tells of which provider a request is, and what its path is there, so that tapes are the same whether they were recorded here or by a server.</summary>
internal sealed class ProviderRoutes
{
    private readonly HashSet<string> _names;
    private readonly List<(string Name, Uri Base, string Path)> _routes;

    public ProviderRoutes(IReadOnlyDictionary<string, Uri> own)
    {
        var known = BuiltInProviders.All.Select(static p => (Name: p.Key, Base: new Uri(p.Value.BaseUrl)));
        _routes = [.. own.Select(static p => (Name: p.Key, Base: p.Value)).Concat(known)
            .Select(static p => (p.Name.ToLowerInvariant(), p.Base, p.Base.AbsolutePath.TrimEnd('/')))
            // The longest base first: one provider may lie below another.
            .OrderByDescending(static p => p.Item3.Length)];
        _names = _routes.Select(static p => p.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The provider, which is the host where nobody named one, and the path below it.</summary>
    public (string Provider, string Path) Of(Uri address)
    {
        var path = address.AbsolutePath;
        foreach (var route in _routes)
        {
            if (!IsSameHost(route.Base, address) || !path.StartsWith(route.Path, StringComparison.Ordinal)) continue;
            if (path.Length > route.Path.Length && path[route.Path.Length] != '/') continue;
            return (route.Name, path[route.Path.Length..]);
        }

        return address.IsLoopback && OfGateway(path) is { } below ? below : (address.Host.ToLowerInvariant(), path);
    }

    /// <summary>On this machine an address that nobody named may be a gateway's, whose routes say the provider; null when it does not look like one.</summary>
    private (string Provider, string Path)? OfGateway(string path)
    {
        var end = path.IndexOf('/', 1);
        if (end < 0) return null;
        var first = path[1..end].ToLowerInvariant();
        if (first == "v1") return (path == "/v1/messages" || path.StartsWith("/v1/messages/", StringComparison.Ordinal) ? "anthropic" : "openai", path);
        return _names.Contains(first) ? (first, path[end..]) : null;
    }

    private static bool IsSameHost(Uri one, Uri other) => one.Scheme == other.Scheme && one.Port == other.Port && one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);
}
