using Polly;

namespace Reprise.Server.Gateway;

/// <summary>One upstream, ready for use.</summary>
/// <param name="Name">As in the route.</param>
/// <param name="BaseUrl">Without a slash at its end.</param>
/// <param name="Options">As configured.</param>
/// <param name="Resilience">Retries and time limits; null when none are configured, and the call goes straight through.</param>
internal sealed record Provider(string Name, string BaseUrl, ProviderOptions Options, ResiliencePipeline<HttpResponseMessage>? Resilience)
{
    /// <summary>Host and port.</summary>
    public string Authority { get; } = new Uri(BaseUrl).Authority;

    /// <summary>Whether the base URL has a path, so that nothing put behind it can touch the host.</summary>
    public bool HasPath { get; } = new Uri(BaseUrl).AbsolutePath.Length > 1;

    public bool IsHttps { get; } = BaseUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tried in order when this one fails.</summary>
    public IReadOnlyList<Provider> Fallbacks { get; set; } = [];
}
