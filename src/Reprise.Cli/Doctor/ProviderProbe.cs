using Reprise.Cli.Output;
using Reprise.Client.Documents;

namespace Reprise.Cli.Doctor;

/// <summary>Whether providers can be reached from this machine. Only their address is called, without credentials; any answer at all is a good one.</summary>
internal static class ProviderProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<ProviderStatusDocument> providers, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience };
        using var http = new HttpClient(handler) { Timeout = Patience };
        return await Task.WhenAll(providers.Select(provider => ProbeAsync(http, provider, cancellationToken)));
    }

    private static async Task<Finding> ProbeAsync(HttpClient http, ProviderStatusDocument provider, CancellationToken cancellationToken)
    {
        var check = $"provider {provider.Name}";
        if (!Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return Finding.Bad(check, $"'{provider.BaseUrl}' is not an address", $"Set Providers:{provider.Name}:BaseUrl to something like https://api.example.com");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Finding.Good(check, $"{address.Host} answers");
        }
        catch (HttpRequestException e)
        {
            return Finding.Warning(check, $"{address.Host}: {e.Message}", "Calls to it will fail. See the address, the network and the proxy (HTTPS_PROXY).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Warning(check, $"{address.Host} did not answer within {Format.Milliseconds((long)Patience.TotalMilliseconds)}", "See the network and the proxy (HTTPS_PROXY).");
        }
    }
}
