using System.Net;
using Microsoft.Extensions.Primitives;

namespace Reprise.Server.Gateway;

/// <summary>Builds the request to the provider from the client's: same method, path, headers and bytes.</summary>
internal static class UpstreamRequest
{
    private static readonly UriCreationOptions s_verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>A new message for each try.</summary>
    /// <param name="source">The client's.</param>
    /// <param name="provider">Who is asked in this try.</param>
    /// <param name="call">What the client asked for, and whom.</param>
    /// <param name="content">New for this try.</param>
    public static HttpRequestMessage Of(HttpRequest source, Provider provider, RelayedCall call, HttpContent? content)
    {
        // The client's credentials are for whom it asked; a fallback elsewhere has its own.
        var isForeign = provider.Authority != call.Asked.Authority;
        var dropsCredentials = isForeign || provider.Options.ApiKey is not null;
        var message = new HttpRequestMessage
        {
            Method = MethodOf(source.Method),
            RequestUri = AddressOf(provider, dropsCredentials ? Credentials.WithoutKey(call.PathAndQuery) : call.PathAndQuery),
            Content = content,
            Version = provider.IsHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var named = HeaderRules.NamedBy(source.Headers.Connection);
        foreach (var (name, values) in source.Headers)
        {
            if (HeaderRules.StopsHere(name) || named.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (dropsCredentials && HeaderRules.IsCredential(name)) continue;
            if (name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase)) AddAcceptEncoding(message, values);
            else Add(message, name, values);
        }

        if (provider.Options.ApiKey is { } key) Credentials.Add(message, provider, key);
        return message;
    }

    private static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values[0])) message.Content?.Headers.TryAddWithoutValidation(name, values[0]);
        }
        else if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    /// <summary>Answers in an encoding that the runtime cannot read could be relayed but not recorded; the client is not offered it.</summary>
    private static void AddAcceptEncoding(HttpRequestMessage message, StringValues values)
    {
        var offered = values.ToString();
        if (!offered.Contains("zstd", StringComparison.OrdinalIgnoreCase) && !offered.Contains("dcb", StringComparison.OrdinalIgnoreCase))
        {
            message.Headers.TryAddWithoutValidation("Accept-Encoding", offered);
            return;
        }

        var kept = offered.Split(',', StringSplitOptions.TrimEntries)
            .Where(e => !e.StartsWith("zstd", StringComparison.OrdinalIgnoreCase) && !e.StartsWith("dcz", StringComparison.OrdinalIgnoreCase) && !e.StartsWith("dcb", StringComparison.OrdinalIgnoreCase));
        message.Headers.TryAddWithoutValidation("Accept-Encoding", string.Join(", ", kept) is { Length: > 0 } rest ? rest : "identity");
    }

    /// <summary>The base URL with the client's path behind it, letter for letter. Whatever the path holds, the host stays the provider's.</summary>
    private static Uri AddressOf(Provider provider, string pathAndQuery)
    {
        var address = new Uri(provider.BaseUrl + pathAndQuery, in s_verbatim);
        return address.Authority == provider.Authority && address.UserInfo.Length == 0
            ? address
            : throw new BadHttpRequestException("the path would lead to another host");
    }

    private static HttpMethod MethodOf(string method) => method switch
    {
        "POST" => HttpMethod.Post,
        "GET" => HttpMethod.Get,
        "DELETE" => HttpMethod.Delete,
        _ => new HttpMethod(method),
    };
}
