using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Reprise.Benchmarks.Gateway;

/// <summary>The baseline: Kestrel and an HTTP client, headers and bytes passed on, nothing recorded.</summary>
internal static class BareForwarder
{
    private static readonly HashSet<string> s_skipped = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Content-Length", "Expect", "Keep-Alive" };

    public static async Task RunAsync(int port, string upstream)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        });
        var app = StaticUpstream.Build(port);
        app.Run(context => ForwardAsync(context, invoker, upstream));
        await app.RunAsync();
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker invoker, string upstream)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), upstream + context.Request.Path + context.Request.QueryString) { Content = new StreamContent(context.Request.Body) };
        request.Content.Headers.ContentLength = context.Request.ContentLength;
        foreach (var (name, values) in context.Request.Headers)
        {
            if (s_skipped.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToString())) request.Content.Headers.TryAddWithoutValidation(name, values.ToString());
        }

        using var response = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated)
            if (!s_skipped.Contains(name)) context.Response.Headers[name] = values.ToString();
        foreach (var (name, values) in response.Content.Headers.NonValidated) context.Response.Headers[name] = values.ToString();
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var writer = context.Response.BodyWriter;
        int count;
        while ((count = await body.ReadAsync(writer.GetMemory(16 * 1024), context.RequestAborted)) > 0)
        {
            writer.Advance(count);
            await writer.FlushAsync(context.RequestAborted);
        }
    }
}
