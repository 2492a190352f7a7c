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

    /// <summary>The head of the answer, of the first target of its route that does not fail; without a route of the provider asked. Throws what the last try threw.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpContext context, RelayedCall call, RequestBody body, CancellationToken cancellationToken)
    {
        while (call.Routed is { HasNext: true } routed)
        {
            try
            {
                var response = await SendToProviderAsync(context, call, body, cancellationToken);
                if (!Resilience.IsFailure(response.StatusCode)) return response;
                routed.Next(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
                response.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or Polly.Timeout.TimeoutRejectedException && !cancellationToken.IsCancellationRequested)
            {
                routed.Next(e is HttpRequestException ? "unreachable" : "timeout");
            }

            call.Captured.Attempts++;
            GatewayLog.NextTarget(_log, routed.Route, routed.Target);
        }

        return await SendToProviderAsync(context, call, body, cancellationToken);
    }

    /// <summary>Of the provider that is to be asked, or of the first of its configured fallbacks that does not fail.</summary>
    private async Task<HttpResponseMessage> SendToProviderAsync(HttpContext context, RelayedCall call, RequestBody body, CancellationToken cancellationToken)
    {
        var provider = call.Provider;
        var others = body.CanSendAgain && !call.IsCarrier ? provider.Fallbacks : [];
        for (var next = 0; ; next++)
        {
            try
            {
                var response = await TryAsync(context, call, provider, body, cancellationToken);
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

    private async Task<HttpResponseMessage> TryAsync(HttpContext context, RelayedCall call, Provider provider, RequestBody body, CancellationToken cancellationToken)
    {
        // A body that can be sent once takes the time limit and not the retries; Polly has both in one, so it takes neither.
        if (provider.Resilience is not { } resilience || !body.CanSendAgain || call.IsCarrier) return await SendOnceAsync(context, call, provider, body, cancellationToken);
        var tries = 0;
        try
        {
            return await resilience.ExecuteAsync(
                async token =>
                {
                    tries++;
                    return await SendOnceAsync(context, call, provider, body, token);
                },
                cancellationToken);
        }
        finally
        {
            call.Captured.Attempts += Math.Max(0, tries - 1);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpContext context, RelayedCall call, Provider provider, RequestBody body, CancellationToken cancellationToken)
    {
        try
        {
            return await _invoker.SendAsync(UpstreamRequest.Of(context.Request, provider, call, body.NewContent()), cancellationToken);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // The handler says so when connecting takes too long; for us it is a provider that cannot be reached.
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }
}
