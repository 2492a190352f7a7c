using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Calls;

namespace Reprise.Server.Mcp;

/// <summary>
/// Calls this server's own API in its process, as somebody who has been let in: the whole pipeline is asked again, so that permissions, problems and the audit log are those of
/// every other request.
/// </summary>
internal sealed class OwnApi(IServiceScopeFactory scopes) : IStartupFilter
{
    private RequestDelegate? _pipeline;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => _pipeline = inner);
        next(app);
    };

    /// <summary>A client whose requests are the caller's.</summary>
    public HttpClient ClientOf(HttpContext caller) => new(new Handler(this, caller)) { BaseAddress = new Uri("http://localhost/") };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpContext caller, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? ReadOnlyMemory<byte>.Empty : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        using var answer = new MemoryStream();
        await using var own = new OwnContext(request.Method.Method, request.RequestUri!.Query, body, piece => answer.Write(piece.Span), cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var http = own.Http;
        http.RequestServices = scope.ServiceProvider;
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("localhost");
        http.Request.Path = PathString.FromUriComponent(request.RequestUri.AbsolutePath);
        http.Connection.LocalIpAddress = IPAddress.Loopback;
        http.Connection.RemoteIpAddress = caller.Connection.RemoteIpAddress;
        foreach (var header in request.Headers.NonValidated) http.Request.Headers[header.Key] = header.Value.ToString();
        if (request.Content is { } content)
        {
            foreach (var header in content.Headers.NonValidated) http.Request.Headers[header.Key] = header.Value.ToString();
        }

        http.Features.Set(new OwnApiCall(caller.Caller()));
        await _pipeline!(http);
        await http.Response.CompleteAsync();

        var message = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode) { Content = new ByteArrayContent(answer.ToArray()), RequestMessage = request };
        foreach (var (name, values) in http.Response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) message.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return message;
    }

    private sealed class Handler(OwnApi api, HttpContext caller) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => api.SendAsync(request, caller, cancellationToken);
    }
}
