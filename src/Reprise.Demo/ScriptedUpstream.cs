using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reprise.Demo.Upstream;

namespace Reprise.Demo;

/// <summary>
/// A provider that is not one: it speaks the real dialects on loopback and answers from a script, so that the demo, the tests and the benchmarks need neither
/// a key nor a network. Provider X is reached below <c>/X</c>. The header <c>Demo-Behaviour</c>, or a model name that ends in <c>!behaviour</c>, asks for
/// misbehaviour; see <see cref="Behaviour"/> for the words.
/// </summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    /// <summary>The providers it plays.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["openai", "anthropic", "ollama", "gemini", "bedrock", "mistral", "cohere", "groq", "deepseek", "openrouter", "azure"];

    private readonly WebApplication _app;
    private readonly Socket _closedPort;
    private long _requestCount;

    private ScriptedUpstream(WebApplication app, Socket closedPort)
    {
        _app = app;
        _closedPort = closedPort;
    }

    /// <summary>Such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>How many requests have come so far.</summary>
    public long RequestCount => Interlocked.Read(ref _requestCount);

    /// <summary>Base URLs by provider name, ready for the setting <c>Providers:{name}:BaseUrl</c>. <c>offline</c> refuses every connection.</summary>
    public IReadOnlyDictionary<string, string> Providers
    {
        get
        {
            var urls = Names.ToDictionary(name => name, BaseUrlOf, StringComparer.Ordinal);
            urls["offline"] = $"http://127.0.0.1:{((IPEndPoint)_closedPort.LocalEndPoint!).Port}";
            return urls;
        }
    }

    public string BaseUrlOf(string provider) => $"http://{Address.Authority}/{provider}";

    public static async Task<ScriptedUpstream> StartAsync(ScriptedUpstreamOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Pace);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256L * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });

        // Bound but not listening: the system refuses connections to it, and nobody else can take the port.
        var closedPort = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closedPort.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var app = builder.Build();
        var upstream = new ScriptedUpstream(app, closedPort);
        var stage = new Stage(options);
        app.Run(context =>
        {
            Interlocked.Increment(ref upstream._requestCount);
            return stage.PlayAsync(context);
        });
        await app.StartAsync(cancellationToken);
        upstream.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _closedPort.Dispose();
    }
}
