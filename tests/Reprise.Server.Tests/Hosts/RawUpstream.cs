using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reprise.Server.Tests.Hosts;

/// <summary>A provider whose answer is a function in the test.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RawUpstream(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public static async Task<RawUpstream> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
            k.Limits.MaxRequestBodySize = null;
            // Header values as they came, one character a byte.
            k.RequestHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        var upstream = new RawUpstream(app);
        upstream.Url = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }
}
