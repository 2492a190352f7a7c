using System.Net;
using System.Text;

namespace Reprise.Server.Gateway;

/// <summary>Sends to providers: one connection pool for all, nothing decoded, followed or added.</summary>
internal sealed class UpstreamClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly ILogger _log;

    public UpstreamClient(ILogger<UpstreamClient> log)
    {
        _log = log;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });
    }

    /// <summary>The head of the answer, of the provider asked or of the first fallback that does not fail. Throws what the last try threw.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpContext context, RelayedCall call, HttpContent? content, CancellationToken cancellationToken)
    {
        var provider = call.Provider;
        if (provider.Fallbacks.Count == 0) return await TryAsync(context, call, provider, content, cancellationToken);
        // Content that is passed on as it comes can be sent once only.
        var others = content is null or ReadOnlyMemoryContent or ByteArrayContent ? provider.Fallbacks : [];
        for (var next = 0; ; next++)
        {
            try
            {
                var response = await TryAsync(context, call, provider, content, cancellationToken);
                if (next == others.Count || !Resilience.IsFailure(response.StatusCode)) return response;
                response.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or Polly.Timeout.TimeoutRejectedException && next < others.Count && !cancellationToken.IsCancellationRequested)
            {
                // The next provider may do better.
            }

            GatewayLog.FallingBack(_log, provider.Name, others[next].Name);
            provider = others[next];
            call.AnsweredBy(provider);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<HttpResponseMessage> TryAsync(HttpContext context, RelayedCall call, Provider provider, HttpContent? content, CancellationToken cancellationToken)
    {
        if (provider.Resilience is null) return await _invoker.SendAsync(UpstreamRequest.Of(context.Request, provider, call.PathAndQuery, content), cancellationToken);
        var tries = 0;
        try
        {
            return await provider.Resilience.ExecuteAsync(
                async token =>
                {
                    tries++;
                    return await _invoker.SendAsync(UpstreamRequest.Of(context.Request, provider, call.PathAndQuery, content), token);
                },
                cancellationToken);
        }
        finally
        {
            call.Captured.Attempts += Math.Max(0, tries - 1);
        }
    }
}
